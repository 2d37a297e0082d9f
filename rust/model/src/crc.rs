//! CRC-32 as in Ethernet, zip and PNG: reflected, polynomial 0xEDB88320.

/// Checksums of all values of four bits: 64 bytes in the image where the usual table has 1,024.
const NIBBLES: [u32; 16] = {
    let mut table = [0; 16];
    let mut value = 0;
    while value < 16 {
        let mut crc = value as u32;
        let mut bit = 0;
        while bit < 4 {
            crc = if crc & 1 == 0 { crc >> 1 } else { crc >> 1 ^ 0xedb8_8320 };
            bit += 1;
        }
        table[value] = crc;
        value += 1;
    }
    table
};

/// A checksum that grows with its data.
#[derive(Clone, Copy)]
pub struct Crc32(u32);

impl Default for Crc32 {
    fn default() -> Self {
        Self(!0)
    }
}

impl Crc32 {
    /// Takes `data` in.
    pub fn update(&mut self, data: &[u8]) {
        for byte in data {
            let mut crc = self.0 ^ u32::from(*byte);
            for _ in 0..2 {
                crc = crc >> 4 ^ NIBBLES[(crc & 15) as usize];
            }
            self.0 = crc;
        }
    }

    /// The checksum of what was taken in. Little-endian behind its data, it makes
    /// [`Crc32::is_intact`] true of the whole.
    #[must_use]
    pub fn value(self) -> u32 {
        !self.0
    }

    /// Whether what was taken in ends with the checksum of what comes before that.
    #[must_use]
    pub fn is_intact(self) -> bool {
        self.value() == 0x2144_df1c
    }
}
