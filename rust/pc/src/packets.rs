//! Packets: `model::packet` for Python.

use std::collections::VecDeque;

use model::packet::{self, Damage, Found, SIGNATURE, SIGNED};
use mpickle_tool::graph::Block;
use pyo3::exceptions::PyMemoryError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// `seal(data) -> bytes`: a packet with these bytes.
#[pyfunction]
pub fn seal<'py>(py: Python<'py>, data: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    let mut block = Block(data.to_vec());
    packet::seal(&mut block).map_err(|_| PyMemoryError::new_err(()))?;
    Ok(PyBytes::new(py, &block.0))
}

/// Finds packets in bytes that arrive in pieces.
#[pyclass(module = "mpickle._mpickle")]
pub struct Deframer {
    machine: packet::Deframer,
    packet: Block<u8>,
    /// The byte of the format, which ends every packet, or stands before its signature.
    mark: u8,
    /// Packets must be signed.
    signed: bool,
    arrived: VecDeque<Vec<u8>>,
    /// Packets that arrived as they were sent.
    #[pyo3(get)]
    good: u64,
    /// Packets that did not.
    #[pyo3(get)]
    damaged: u64,
    /// Packets of another format, which were dropped.
    #[pyo3(get)]
    foreign: u64,
    /// Packets that came undamaged, and are not what the sender signed.
    #[pyo3(get)]
    forged: u64,
    /// The damage of the last that was dropped.
    #[pyo3(get)]
    damage: Option<&'static str>,
}

impl Deframer {
    /// Drops a packet that is of another format, or that is not signed although it must be. Says whether it has.
    fn drop_foreign(&mut self) -> bool {
        let packet = &self.packet.0;
        let is_own = |mark: Option<&u8>| {
            mark.is_some_and(|mark| [self.mark, packet::compressed(self.mark)].contains(mark))
        };
        let last = packet.last();
        let before = packet.len().checked_sub(SIGNATURE + 1).and_then(|at| packet.get(at));
        if if self.signed { last == Some(&SIGNED) && is_own(before) } else { is_own(last) } {
            return false;
        }
        if self.signed && is_own(last) {
            self.forged += 1;
            self.damage = Some(Damage::Unsigned.text());
        } else {
            self.foreign += 1;
        }
        self.packet.0.clear();
        true
    }
}

#[pymethods]
impl Deframer {
    /// One that takes packets of the format `mark`, of up to `max_size` bytes without their checksum, which must have a
    /// signature if `signed`: that of what [`Deframer::take`] returns is still to be verified.
    #[new]
    fn new(max_size: usize, mark: u8, signed: bool) -> Self {
        Self {
            machine: packet::Deframer::new(max_size),
            packet: Block::default(),
            mark,
            signed,
            arrived: VecDeque::new(),
            good: 0,
            damaged: 0,
            foreign: 0,
            forged: 0,
            damage: None,
        }
    }

    /// Takes the next bytes of the line.
    fn feed(&mut self, chunk: &[u8]) -> PyResult<()> {
        for byte in chunk {
            match self.machine.take(*byte, &mut self.packet).map_err(|_| PyMemoryError::new_err(()))? {
                Found::Nothing => {}
                Found::Packet if self.drop_foreign() => {}
                Found::Packet => {
                    self.good += 1;
                    self.arrived.push_back(std::mem::take(&mut self.packet.0));
                }
                Found::Damaged(damage) => {
                    self.damaged += 1;
                    self.damage = Some(damage.text());
                }
            }
        }
        Ok(())
    }

    /// Counts the packet that was taken last as one that the sender has not signed so, "signature" or "replay".
    fn refuse(&mut self, damage: &str) {
        self.good = self.good.saturating_sub(1);
        self.forged += 1;
        let replay = damage == Damage::Replay.text();
        self.damage = Some(if replay { Damage::Replay.text() } else { Damage::Signature.text() });
    }

    /// The bytes of the next packet that arrived undamaged; None if there is none for now.
    fn take<'py>(&mut self, py: Python<'py>) -> Option<Bound<'py, PyBytes>> {
        self.arrived.pop_front().map(|packet| PyBytes::new(py, &packet))
    }
}
