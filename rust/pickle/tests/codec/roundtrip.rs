//! Random object graphs, written and read back.

use proptest::prelude::*;

use crate::common::{Host, cases, graphs, round_trip_at};

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn any_graph_survives(graph in graphs(24), protocol in 0..6u8) {
        let mut host = Host::new();
        let root = graph.build(&mut host);
        round_trip_at(&mut host, root, protocol);
    }
}
