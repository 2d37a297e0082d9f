"""CPython trains estimators of every kind; the board predicts with their pickles, as they are."""

import pickle
import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn.base import is_classifier
from sklearn.cluster import KMeans
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.decomposition import PCA
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.naive_bayes import GaussianNB
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

sys.path.append(str(Path(__file__).resolve().parents[1]))

from link import Board

ESTIMATORS = [
    LogisticRegression(max_iter=5000),
    LinearRegression(),
    MLPClassifier((12,), max_iter=300, random_state=1),
    MLPClassifier((8, 6), activation="tanh", max_iter=300, random_state=1),
    DecisionTreeClassifier(random_state=1),
    RandomForestClassifier(10, random_state=1),
    KMeans(3, n_init=3, random_state=1),
    GaussianNB(),
    SVC(kernel="linear"),
    SVC(),
    make_pipeline(StandardScaler(), PCA(3), LogisticRegression()),
    make_pipeline(StandardScaler(with_mean=False), PCA(2, whiten=True), SVC()),
    make_pipeline(StandardScaler(), PCA(2)),
]


def result(model, rows):
    """What scikit-learn makes of them."""
    return model.predict(rows) if hasattr(model, "predict") else model.transform(rows)


def near_thresholds(tree, rows):
    """Rows beside a tree's thresholds, closer than single precision can tell."""
    near = []
    for feature, threshold in zip(tree.feature, tree.threshold, strict=True):
        for step in (-1e-9, 0, 1e-9) if feature >= 0 else ():
            for row in rows[:5]:
                near.append(row.copy())
                near[-1][feature] = threshold + step
    return np.array(near)


def main():
    warnings.simplefilter("ignore")  # not all have converged
    checked = 0
    # Three classes, and two, where some estimators keep one row of numbers; and classes with names.
    for load, names in ((load_iris, False), (load_breast_cancer, False), (load_iris, True)):
        data = load()
        with Board(__file__, heap="16m") as board:
            for model in ESTIMATORS:
                target = data.target_names[data.target] if names and is_classifier(model) else data.target
                x, rows, y, _ = train_test_split(data.data, target, random_state=2)
                model.fit(x, y)
                if isinstance(model, DecisionTreeClassifier):
                    rows = np.vstack([rows, near_thresholds(model.tree_, rows)])
                board.send((type(model).__name__, pickle.dumps(model, 5), rows.tolist()), 5)
                name, there = board.receive()
                here = result(model, rows)
                if here.dtype.kind == "f":
                    assert np.allclose(there, here, rtol=1e-9, atol=1e-9), name
                else:
                    assert list(there) == here.tolist(), name
                checked += len(rows)
                size = len(pickle.dumps(model, 5))
                print(f"{load.__name__[5:]:<14} {name:<24} {size:>7} bytes  {len(rows)} rows equal")
    print(f"OK: {checked} predictions on the board are scikit-learn's")


main()
