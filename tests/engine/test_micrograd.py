"""micrograd's documented example and the expectations of its tests hold for our `Value`.

The numbers are those of micrograd's README (https://github.com/karpathy/micrograd, MIT) and, for
the last digits, the derivatives worked out by hand beside them.
"""

from tinygrad_fa import Value


def test_the_example_of_the_readme():
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    assert f"{g.data:.4f}" == "24.7041"
    g.backward()
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"
    # By hand: e = −7, g = e²/2 + 10/e², ∂g/∂e = e − 20/e³, ∂e/∂a = 3 − 23, ∂e/∂b = 4 − 97.
    assert e.data == -7.0
    assert abs(g.data - (49 / 2 + 10 / 49)) < 1e-14
    assert abs(a.grad - (140 - 400 / 343)) < 1e-12
    assert abs(b.grad - (651 - 1860 / 343)) < 1e-12


def test_the_sanity_check():
    x = Value(-4.0)
    z = 2 * x + 2 + x
    q = z.relu() + z * x
    h = (z * z).relu()
    y = h + q + q * x
    y.backward()
    # By hand: z = 3x + 2 < 0, so y = z² + zx(1 + x) and y' = 6z + 3x(1 + x) + z(1 + 2x).
    assert y.data == 100 - 120
    assert x.grad == -60 + 36 + 70


def test_the_surface_that_micrograd_has():
    x, y = Value(3.0), Value(2)
    assert (x.data, x.grad, type(y.data)) == (3.0, 0.0, float)
    results = [x + y, x - y, x * y, x / y, x**2, -x, x.relu(), x + 1, 1 + x, x - 1, 1 - x]
    results += [x * 4, 4 * x, x / 4, 6 / x]
    expected = [5.0, 1.0, 6.0, 1.5, 9.0, -3.0, 3.0, 4.0, 4.0, 2.0, -2.0, 12.0, 12.0, 0.75, 2.0]
    assert [r.data for r in results] == expected
    assert repr(x) == "Value(data=3.0, grad=0.0)"


def test_a_neuron_of_micrograd():
    inputs, weights, bias = [Value(1.0), Value(-2.0)], [Value(0.5), Value(0.25)], Value(0.5)
    out = sum((w * x for w, x in zip(weights, inputs)), bias).relu()
    out.backward()
    assert out.data == 0.5
    assert [w.grad for w in weights] == [1.0, -2.0]
    assert [x.grad for x in inputs] == [0.5, 0.25]
    assert bias.grad == 1.0
