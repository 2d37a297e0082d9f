//! `mpickle watch` and `mpickle send`: packets over a serial line, a pseudo-terminal, or TCP.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use model::packet::{self, Deframer, Found, SIGNED};

use crate::commands::cat::{Counts, Records, Style};
use crate::graph::Block;
use crate::signing::Key;
use crate::source::Input;

/// How long one read waits.
const PATIENCE: Duration = Duration::from_millis(100);

/// A line in both directions.
pub trait Line: Read + Write {}

impl<T: Read + Write> Line for T {}

/// Opens `tcp://host:port`, or a serial line (a pseudo-terminal too) with this many bits a second.
///
/// # Errors
/// It cannot be opened.
pub fn open(port: &str, baud: u32) -> Result<Box<dyn Line>> {
    if let Some(address) = port.strip_prefix("tcp://") {
        let stream = TcpStream::connect(address).with_context(|| format!("cannot connect to {address}"))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        return Ok(Box::new(stream));
    }
    let line = serialport::new(port, baud).timeout(PATIENCE).open();
    Ok(Box::new(Serial(line.with_context(|| format!("cannot open {port}"))?)))
}

/// A serial line.
struct Serial(Box<dyn serialport::SerialPort>);

impl Read for Serial {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Serial {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.0.write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The bytes that came within [`PATIENCE`]; None at the end of the line.
fn read<'b>(line: &mut dyn Line, buffer: &'b mut [u8]) -> Result<Option<&'b [u8]>> {
    match line.read(buffer) {
        Ok(0) => Ok(None),
        Ok(count) => Ok(Some(&buffer[..count])),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
            ) =>
        {
            Ok(Some(&[]))
        }
        // The other side of a pseudo-terminal or an adapter is gone.
        Err(error)
            if matches!(error.raw_os_error(), Some(5)) || error.kind() == io::ErrorKind::BrokenPipe =>
        {
            Ok(None)
        }
        Err(error) => Err(error).context("cannot read the line"),
    }
}

/// Until when a line is watched.
#[derive(Clone, Copy, Debug)]
pub struct Until {
    /// So many records.
    pub count: Option<u64>,
    /// So long.
    pub time: Option<Duration>,
}

/// Writes the objects of the packets that arrive undamaged.
///
/// # Errors
/// Those of the line and of the output.
pub fn watch(
    line: &mut dyn Line,
    style: Style,
    key: Option<Key>,
    until: Until,
    out: &mut dyn Write,
) -> Result<Counts> {
    let begin = Instant::now();
    let mut records = Records::new(style, key, out);
    let mut deframer = Deframer::new(1 << 20);
    let mut packet = Block::default();
    let mut buffer = [0; 4096];
    while until.time.is_none_or(|time| begin.elapsed() < time) {
        let Some(bytes) = read(line, &mut buffer)? else { break };
        for byte in bytes {
            match deframer.take(*byte, &mut packet).map_err(|_| anyhow::anyhow!("no memory"))? {
                Found::Nothing => continue,
                Found::Packet => {
                    let forged = records.counts.lost.forged;
                    records.packet(&packet.0)?;
                    if records.counts.lost.forged > forged {
                        eprintln!("mpickle: a packet that is not signed with this key");
                    }
                    records.flush()?;
                    packet.0.clear();
                }
                Found::Damaged(damage) => {
                    records.counts.lost.damaged += 1;
                    eprintln!(
                        "mpickle: a damaged packet ({}), {} so far",
                        damage.text(),
                        records.counts.lost.damaged
                    );
                }
            }
            if until.count.is_some_and(|count| records.counts.good >= count) {
                return Ok(records.counts);
            }
        }
    }
    Ok(records.counts)
}

/// How packets are sent.
#[derive(Clone, Copy, Debug)]
pub struct Sending {
    /// The receiver answers each packet with a packet.
    pub acknowledged: bool,
    /// How long an answer may take.
    pub wait: Duration,
    /// How often a packet is sent before giving up.
    pub tries: u32,
}

/// Sends each pickle of a file as a packet, signed if there is a key: with a counter that rises, or with none. Returns how many there were, and how many were sent again.
///
/// # Errors
/// There is something else in the file; those of the line; no answer.
pub fn send(
    line: &mut dyn Line,
    input: &Input,
    signature: Option<&(Key, Option<u32>)>,
    how: Sending,
) -> Result<(u64, u64)> {
    let bar = ProgressBar::new(input.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {binary_bytes_per_sec}")?);
    let (mut cursor, mut sent, mut again) = (0, 0, 0);
    while let Some(object) = input.next(&mut cursor)? {
        let pickle = object.pickle()?.bytes;
        let mut block = Block(pickle.to_vec());
        if let Some((key, counter)) = signature {
            let counter = match counter {
                Some(first) => {
                    let counter = u64::from(*first) + sent;
                    u32::try_from(counter).context("counters end at 2**32 - 1")?
                }
                None => 0,
            };
            key.sign(&mut block.0, counter, SIGNED)?;
        }
        packet::seal(&mut block).map_err(|_| anyhow::anyhow!("no memory"))?;
        let mut tries = 0;
        loop {
            line.write_all(&block.0).and_then(|()| line.flush()).context("cannot write to the line")?;
            if !how.acknowledged || answered(line, how.wait)? {
                break;
            }
            tries += 1;
            again += 1;
            if tries >= how.tries {
                bail!("packet {}: no answer, {tries} times", sent + 1);
            }
        }
        sent += 1;
        bar.inc(pickle.len() as u64);
    }
    bar.finish_and_clear();
    Ok((sent, again))
}

/// Whether a packet comes in time.
fn answered(line: &mut dyn Line, wait: Duration) -> Result<bool> {
    let begin = Instant::now();
    let mut deframer = Deframer::new(1 << 16);
    let mut packet = Block::default();
    let mut buffer = [0; 256];
    while begin.elapsed() < wait {
        let Some(bytes) = read(line, &mut buffer)? else { bail!("the line has ended") };
        for byte in bytes {
            match deframer.take(*byte, &mut packet).map_err(|_| anyhow::anyhow!("no memory"))? {
                Found::Packet => return Ok(true),
                Found::Nothing | Found::Damaged(_) => {}
            }
        }
    }
    Ok(false)
}
