"""What scikit-learn's fitted estimators compute, for a board: `predict(model, rows)`.

A model is what `mpickle.loads(data, unknown="stub")` makes of an estimator's pickle: its attributes are those that the
estimator had. Rows are lists of numbers. Where ulab is there, products of matrices are ulab's.
"""

from array import array
from math import exp, log, pi, tanh

try:
    from ulab import numpy as np

    np.dot  # noqa: B018 (a ulab may be built without it)
except (ImportError, AttributeError):
    np = None


def numbers(a):
    """A row of an array, or one that has a single dimension, as a list."""
    return a.tolist() if hasattr(a, "tolist") else list(a)


def integers(a):
    """The same, of integers, which ulab's arrays have as floats."""
    return [int(v) for v in a]


def matrix(a):
    """A matrix as ulab's array, or as a list of rows."""
    rows = [numbers(row) for row in a]
    return rows if np is None else np.array(rows)


def dot(m, x):
    """The product of a `matrix` and a vector."""
    if np is not None:
        return np.dot(m, np.array(x)).tolist()
    return [sum([w * v for w, v in zip(row, x)]) for row in m]


def largest(values):
    """Where the largest is; the first of several."""
    return values.index(max(values))


# Each maker takes a model, and returns the function of one row.


def linear_scores(model):
    # X @ coef_.T + intercept_; coef_ may be in Fortran order, which loads as others do.
    coef = matrix(model.coef_)
    bias = numbers(model.intercept_)
    return lambda x: [s + b for s, b in zip(dot(coef, x), bias)]


def linear_classifier(model):
    scores = linear_scores(model)
    classes = numbers(model.classes_)

    def predict(x):
        s = scores(x)
        # Two classes have one score, that of the second.
        return classes[largest(s) if len(s) > 1 else int(s[0] > 0)]

    return predict


def linear_regression(model):
    if hasattr(model.intercept_, "__len__"):
        return linear_scores(model)  # several targets
    coef, bias = numbers(model.coef_), model.intercept_
    return lambda x: sum([w * v for w, v in zip(coef, x)]) + bias


ACTIVATIONS = {
    "relu": lambda v: v if v > 0 else 0.0,
    "tanh": tanh,
    "logistic": lambda v: 1 / (1 + exp(-v)) if v > -80 else 0.0,
    "identity": lambda v: v,
}


def network(model):
    """The scores of the last layer: softmax and logistic change nothing about which is the largest."""
    layers = []
    for coefs, bias in zip(model.coefs_, model.intercepts_):
        rows = [numbers(row) for row in coefs]
        layers.append((matrix(zip(*rows)), numbers(bias)))
    activation = ACTIVATIONS[model.activation]

    def scores(x):
        for i, (coefs, bias) in enumerate(layers):
            x = [s + b for s, b in zip(dot(coefs, x), bias)]
            if i < len(layers) - 1:
                x = [activation(v) for v in x]
        return x

    return scores


def network_classifier(model):
    scores = network(model)
    classes = numbers(model.classes_)

    def predict(x):
        s = scores(x)
        return classes[largest(s) if len(s) > 1 else int(s[0] > 0)]

    return predict


def tree(model):
    """The shares of the classes in the leaf (or the value of a regressor)."""
    state = model.tree_ if hasattr(model, "tree_") else model
    nodes = state.nodes
    left, right = integers(nodes["left_child"]), integers(nodes["right_child"])
    feature, threshold = integers(nodes["feature"]), numbers(nodes["threshold"])
    values = state.values

    def leaf(x):
        # scikit-learn narrows x to single precision, and compares that with a threshold of double precision. Comparing
        # doubles decides otherwise for values near a threshold.
        x = array("f", x)
        node = 0
        while left[node] != -1:
            node = left[node] if x[feature[node]] <= threshold[node] else right[node]
        # Counts of samples before scikit-learn 1.4, shares since.
        found = numbers(values[node][0])
        total = sum(found)
        return [v / total for v in found]

    return leaf


def tree_classifier(model):
    leaf = tree(model)
    classes = numbers(model.classes_)
    return lambda x: classes[largest(leaf(x))]


def forest_classifier(model):
    leaves = [tree(one) for one in model.estimators_]
    classes = numbers(model.classes_)

    def predict(x):
        shares = [leaf(x) for leaf in leaves]
        return classes[largest([sum(of_class) for of_class in zip(*shares)])]

    return predict


def distance(a, b):
    return sum([(u - v) * (u - v) for u, v in zip(a, b)])


def k_means(model):
    centers = [numbers(center) for center in model.cluster_centers_]
    return lambda x: largest([-distance(x, center) for center in centers])


def gaussian_nb(model):
    classes = numbers(model.classes_)
    rows = []
    for prior, means, variances in zip(model.class_prior_, model.theta_, model.var_):
        variances = numbers(variances)
        start = log(prior) - sum([log(2 * pi * v) for v in variances]) / 2
        rows.append((start, numbers(means), variances))

    def predict(x):
        scores = []
        for start, means, variances in rows:
            scores.append(start - sum([(v - m) * (v - m) / s for v, m, s in zip(x, means, variances)]) / 2)
        return classes[largest(scores)]

    return predict


def svc(model):
    """Each two classes vote; the first of those with the most votes wins, as in libsvm."""
    vectors = [numbers(vector) for vector in model.support_vectors_]
    # The attributes without the underscore have the other sign where there are two classes.
    dual = [numbers(row) for row in model._dual_coef_]
    bias = numbers(model._intercept_)
    classes = numbers(model.classes_)
    counts = integers(model._n_support)
    starts = [sum(counts[:i]) for i in range(len(counts) + 1)]
    gamma = model._gamma
    if model.kernel == "linear":
        m = matrix(vectors)
        kernels = lambda x: dot(m, x)  # noqa: E731
    elif model.kernel == "rbf":
        kernels = lambda x: [exp(-gamma * distance(x, vector)) for vector in vectors]  # noqa: E731
    else:
        raise ValueError("no kernel " + model.kernel)

    def predict(x):
        k = kernels(x)
        votes = [0] * len(classes)
        pair = 0
        for i in range(len(classes)):
            for j in range(i + 1, len(classes)):
                score = bias[pair]
                score += sum([dual[j - 1][at] * k[at] for at in range(starts[i], starts[i + 1])])
                score += sum([dual[i][at] * k[at] for at in range(starts[j], starts[j + 1])])
                votes[i if score > 0 else j] += 1
                pair += 1
        return classes[largest(votes)]

    return predict


def standard_scaler(model):
    # Either is None if the scaler was told to leave it out.
    mean = numbers(model.mean_) if model.with_mean else None
    scale = numbers(model.scale_) if model.with_std else None

    def transform(x):
        if mean:
            x = [v - m for v, m in zip(x, mean)]
        if scale:
            x = [v / s for v, s in zip(x, scale)]
        return x

    return transform


def pca(model):
    mean = numbers(model.mean_)
    components = matrix(model.components_)
    scales = [v**0.5 for v in numbers(model.explained_variance_)] if model.whiten else None

    def transform(x):
        x = dot(components, [v - m for v, m in zip(x, mean)])
        return [v / s for v, s in zip(x, scales)] if scales else x

    return transform


def pipeline(model):
    steps = [maker(step) for _, step in model.steps]

    def predict(x):
        for step in steps:
            x = step(x)
        return x

    return predict


MAKERS = {
    "LogisticRegression": linear_classifier,
    "LinearRegression": linear_regression,
    "MLPClassifier": network_classifier,
    "DecisionTreeClassifier": tree_classifier,
    "RandomForestClassifier": forest_classifier,
    "KMeans": k_means,
    "GaussianNB": gaussian_nb,
    "SVC": svc,
    "StandardScaler": standard_scaler,
    "PCA": pca,
    "Pipeline": pipeline,
}


def maker(model):
    """The function of one row that the estimator is."""
    return MAKERS[model.__name__](model)


def predict(model, rows):
    """What the estimator's `predict` returns, or `transform`."""
    function = maker(model)
    return [function(row) for row in rows]
