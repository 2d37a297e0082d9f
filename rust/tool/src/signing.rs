//! Signatures of packets, logs and files: HMAC-SHA-256, cut to 16 bytes, with a counter (docs/packets.md).

use std::path::Path;

use anyhow::{Context, Result, bail};
use hmac::{Hmac, KeyInit, Mac};
use model::packet::{SIGNATURE, SIGNED_FILE};
use sha2::Sha256;

use crate::source::{CHECKSUM, is_intact};

/// Bytes of the code.
const CODE: usize = 16;
/// The shortest key that is taken.
const SHORTEST: usize = 16;

/// A key.
pub struct Key(Vec<u8>);

impl Key {
    /// All bytes of a file.
    ///
    /// # Errors
    /// It cannot be read, or is too short.
    pub fn read(path: &Path) -> Result<Self> {
        let key =
            std::fs::read(path).with_context(|| format!("cannot read the key in {}", path.display()))?;
        if key.len() < SHORTEST {
            bail!("{} has {} bytes: a key has {SHORTEST} at least", path.display(), key.len());
        }
        Ok(Self(key))
    }

    fn mac(&self, data: &[u8], mark: u8) -> Result<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).context("key")?;
        mac.update(data);
        mac.update(&[mark]);
        Ok(mac)
    }

    /// The object, with the byte of its format, in what ends with a signature; None if the owner of the key has not
    /// signed it. The code is compared in constant time.
    ///
    /// # Errors
    /// None.
    pub fn verify<'d>(&self, data: &'d [u8], mark: u8) -> Result<Option<&'d [u8]>> {
        if data.len() <= SIGNATURE || data.last() != Some(&mark) {
            return Ok(None);
        }
        let (signed, code) = data[..data.len() - 1].split_at(data.len() - 1 - CODE);
        let is_right = self.mac(signed, mark)?.verify_truncated_left(code).is_ok();
        Ok(is_right.then(|| &data[..data.len() - SIGNATURE]))
    }

    /// Puts a signature behind an object.
    ///
    /// # Errors
    /// None.
    pub fn sign(&self, data: &mut Vec<u8>, counter: u32, mark: u8) -> Result<()> {
        data.extend(counter.to_le_bytes());
        let code = self.mac(data, mark)?.finalize().into_bytes();
        data.extend(&code[..CODE]);
        data.push(mark);
        Ok(())
    }

    /// Makes sure that all of `data` is a file that `save` signed with this key.
    ///
    /// # Errors
    /// It is none.
    pub fn check_file(&self, data: &[u8]) -> Result<()> {
        if !is_intact(data) {
            bail!("not signed: neither packets nor a whole file of save's");
        }
        let saved = &data[..data.len() - CHECKSUM];
        if saved.last() != Some(&SIGNED_FILE) {
            bail!("not signed");
        }
        match self.verify(saved, SIGNED_FILE)? {
            Some(_) => Ok(()),
            None => bail!("wrong signature: another key, or the file was changed"),
        }
    }
}
