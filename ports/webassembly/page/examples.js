// The examples that one can choose: two programs each.

import classesBoard from "./examples/classes/board.py";
import classesPc from "./examples/classes/pc.py";
import cycleBoard from "./examples/cycle/board.py";
import cyclePc from "./examples/cycle/pc.py";
import numpyBoard from "./examples/numpy/board.py";
import numpyPc from "./examples/numpy/pc.py";
import recordsBoard from "./examples/records/board.py";
import recordsPc from "./examples/records/pc.py";
import refusedBoard from "./examples/refused/board.py";
import refusedPc from "./examples/refused/pc.py";
import typesBoard from "./examples/types/board.py";
import typesPc from "./examples/types/pc.py";
import weightsBoard from "./examples/weights/board.py";
import weightsPc from "./examples/weights/pc.py";

/** `name` is in the page's address, `about` says what to look at. */
export const EXAMPLES = [
    {
        name: "records",
        title: "Records of a sensor",
        about: "Tuples stay tuples, bytes stay bytes, and what is missing is None. json has no bytes, and makes lists of tuples.",
        micropython: recordsBoard,
        cpython: recordsPc,
    },
    {
        name: "classes",
        title: "Instances of a class",
        about: "A class is found by its name: each side has its own. An object that is met twice arrives as one object.",
        micropython: classesBoard,
        cpython: classesPc,
    },
    {
        name: "numpy",
        title: "A numpy array",
        about: "Send from the right: MicroPython loads what numpy wrote, without numpy.",
        micropython: numpyBoard,
        cpython: numpyPc,
    },
    {
        name: "weights",
        title: "Weights of a model",
        about: "CPython trains a model, MicroPython computes with it. Send what the board measured to the right, and the model to the left.",
        micropython: weightsBoard,
        cpython: weightsPc,
    },
    {
        name: "cycle",
        title: "A cycle",
        about: "Parents refer to children and children to parents. json gives up; a pickle has every object once.",
        micropython: cycleBoard,
        cpython: cyclePc,
    },
    {
        name: "types",
        title: "All sorts of types",
        about: "Long ints, sets, complex numbers, keys that are no text, namedtuples, exceptions.",
        micropython: typesBoard,
        cpython: typesPc,
    },
    {
        name: "refused",
        title: "What is refused",
        about: "Send from the right: this pickle names eval. CPython would call it, MicroPython does not.",
        micropython: refusedBoard,
        cpython: refusedPc,
    },
];
