"""The seven recommenders in PyTorch, the peer of `ptmrec bench train`: plain programs of their equations.

Whole graphs are propagated as sparse COO tensors, tables are dense, torch.optim.Adam moves all parameters. Data as of
`bench train`: the size of Amazon Baby, long-tailed, meaningless. Prints a JSON object a recommender: the median step of
2048 rows (forward, backward, Adam), the epoch of 58 steps with shuffling and sampling, making the graphs, peak memory.

    OMP_NUM_THREADS=2 OMP_WAIT_POLICY=passive OPENBLAS_NUM_THREADS=2 python3 docs/speed/recommenders_torch.py FREEDOM
"""
import json
import resource
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional as F

USERS, ITEMS, PAIRS, WIDTH, D, BATCH = 19445, 7050, 118551, 512, 64, 2048
torch.manual_seed(1)
torch.set_num_threads(2)
rng = numpy.random.default_rng(7)


def interactions():
    """Distinct pairs, popularity and activity skewed, nobody without."""
    skewed = lambda n, size, skew: (n * rng.random(size) ** skew).astype(numpy.int64)
    pairs = set(zip(range(USERS), skewed(ITEMS, USERS, 2.5).tolist()))
    while len(pairs) < PAIRS:
        pairs.add((int(skewed(USERS, 1, 1.6)[0]), int(skewed(ITEMS, 1, 2.5)[0])))
    return torch.tensor(sorted(pairs)).t()


def normalized(users, items):
    """D^-1/2 A D^-1/2 on users and items."""
    rows, cols = torch.cat([users, items + USERS]), torch.cat([items + USERS, users])
    factor = (torch.bincount(rows, minlength=USERS + ITEMS) + 1e-7) ** -0.5
    values = (factor[rows] * factor[cols]).float()
    return torch.sparse_coo_tensor(torch.stack([rows, cols]), values, (USERS + ITEMS,) * 2).coalesce()


def nearest(x, k, weighted):
    cosines, cols = (F.normalize(x) @ F.normalize(x).t()).topk(k)
    rows = torch.arange(ITEMS).repeat_interleave(k)
    if weighted:
        factor = cosines.sum(1) ** -0.5
        values = cosines.flatten() * factor[rows] * factor[cols.flatten()]
    else:
        values = torch.full((ITEMS * k,), 1 / k)
    return torch.sparse_coo_tensor(torch.stack([rows, cols.flatten()]), values, (ITEMS, ITEMS)).coalesce()


def powers(graph, x, steps):
    total = [x]
    for _ in range(steps):
        total.append(torch.sparse.mm(graph, total[-1]))
    return torch.stack(total).mean(0)


def bpr(u, i, j, floor=False):
    margin = (u * i).sum(1) - (u * j).sum(1)
    return -(torch.log(1e-10 + torch.sigmoid(margin)) if floor else F.logsigmoid(margin)).mean()


def norms(*rows):
    return sum(x.norm() for x in rows) / rows[0].shape[0]


def contrast(a, b):
    return F.cross_entropy(F.normalize(a) @ F.normalize(b).t() / 0.2, torch.arange(a.shape[0]))


class Base(nn.Module):
    def __init__(self, users=D, features=False):
        super().__init__()
        self.u, self.i = nn.Embedding(USERS, users), nn.Embedding(ITEMS, D)
        nn.init.xavier_uniform_(self.u.weight), nn.init.xavier_uniform_(self.i.weight)
        if features:
            self.image, self.text = (nn.Embedding.from_pretrained(x, freeze=False) for x in (IMAGE, TEXT))
            self.of_image, self.of_text = nn.Linear(WIDTH, D), nn.Linear(WIDTH, D)

    def ids(self):
        return torch.cat([self.u.weight, self.i.weight])

    def epoch(self):
        pass

    def step(self):
        pass


class BPR(Base):
    def forward(self, u, i, j):
        u, i, j = self.u(u), self.i(i), self.i(j)
        return bpr(u, i, j, True) + 0.1 * norms(u, i, j)


class LightGCN(Base):
    def __init__(self):
        super().__init__()
        self.graph = normalized(*TRAIN)

    def forward(self, u, i, j):
        x = powers(self.graph, self.ids(), 3)
        penalty = norms(self.u(u), self.i(i), self.i(j))
        return bpr(x[u], x[USERS + i], x[USERS + j], True) + 1e-3 * penalty


class BUIR(Base):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(D, D)
        self.targets = [self.u.weight.detach().clone(), self.i.weight.detach().clone()]

    @torch.no_grad()
    def step(self):
        for target, online in zip(self.targets, (self.u.weight, self.i.weight)):
            target.mul_(0.995).add_(online, alpha=0.005)

    def forward(self, u, i, j):
        cosine = lambda a, b: (F.normalize(a) * F.normalize(b)).sum(1)
        similar = cosine(self.q(self.u(u)), self.targets[1][i]) + cosine(self.q(self.i(i)), self.targets[0][u])
        return (4 - 2 * similar).mean()


class VBPR(Base):
    def __init__(self):
        super().__init__(users=2 * D)
        self.content, self.linear = torch.cat([TEXT, IMAGE], 1), nn.Linear(2 * WIDTH, D)

    def forward(self, u, i, j):
        items = torch.cat([self.i.weight, self.linear(self.content)], 1)
        u, i, j = self.u(u), items[i], items[j]
        return bpr(u, i, j, True) + 0.1 * norms(u, i, j)


class FREEDOM(Base):
    def __init__(self):
        super().__init__(features=True)
        self.similar = (0.1 * nearest(IMAGE, 10, False) + 0.9 * nearest(TEXT, 10, False)).coalesce()
        users, items = TRAIN
        self.weights = (torch.bincount(users)[users] * torch.bincount(items)[items]).float() ** -0.5

    def epoch(self):
        kept = torch.multinomial(self.weights, int(PAIRS * 0.2))
        self.graph = normalized(*TRAIN[:, kept])

    def forward(self, u, i, j):
        g, h = powers(self.graph, self.ids(), 2), torch.sparse.mm(self.similar, self.i.weight)
        users, items = g[:USERS], g[USERS:] + h
        v, t = self.of_image(self.image.weight), self.of_text(self.text.weight)
        modal = bpr(users[u], t[i], t[j]) + bpr(users[u], v[i], v[j])
        return bpr(users[u], items[i], items[j]) + 1e-3 * modal


class Modal(Base):
    """What MGCN and SMORE share."""

    def __init__(self, layers):
        super().__init__(features=True)
        self.graph, self.layers = normalized(*TRAIN), layers
        (rows, cols), values = self.graph.indices(), self.graph.values()
        block = (rows < USERS) & (cols >= USERS)
        entries = torch.stack([rows[block], cols[block] - USERS])
        self.block = torch.sparse_coo_tensor(entries, values[block], (USERS, ITEMS)).coalesce()

    def spread(self, graph, x):
        x = torch.sparse.mm(graph, x)
        return torch.cat([torch.sparse.mm(self.block, x), x])

    def loss(self, c, side, u, i, j):
        x = c + side
        penalty = sum(x[r].pow(2).sum() for r in (u, USERS + i, USERS + j)) / 2 / BATCH
        views = sum(contrast(side[r], c[r]) for r in (USERS + i, u))
        return bpr(x[u], x[USERS + i], x[USERS + j]) + 1e-4 * penalty + 0.01 * views


def gate():
    return nn.Sequential(nn.Linear(D, D), nn.Sigmoid())


class MGCN(Modal):
    def __init__(self):
        super().__init__(layers=2)
        self.graphs = nearest(IMAGE, 10, True), nearest(TEXT, 10, True)
        self.gate_v, self.gate_t, self.prefer_v, self.prefer_t = gate(), gate(), gate(), gate()
        self.query = nn.Sequential(nn.Linear(D, D), nn.Tanh(), nn.Linear(D, 1, bias=False))

    def forward(self, u, i, j):
        v = self.i.weight * self.gate_v(self.of_image(self.image.weight))
        t = self.i.weight * self.gate_t(self.of_text(self.text.weight))
        c = powers(self.graph, self.ids(), self.layers)
        v, t = self.spread(self.graphs[0], v), self.spread(self.graphs[1], t)
        share = torch.cat([self.query(v), self.query(t)], 1).softmax(1)
        common = share[:, :1] * v + share[:, 1:] * t
        side = (self.prefer_v(c) * (v - common) + self.prefer_t(c) * (t - common) + common) / 3
        return self.loss(c, side, u, i, j)


class SMORE(Modal):
    def __init__(self):
        super().__init__(layers=3)
        v, t = nearest(IMAGE, 10, True), nearest(TEXT, 10, True)
        both = {}
        for graph in (v, t):
            for edge, value in zip(zip(*graph.indices().tolist()), graph.values().tolist()):
                both[edge] = max(value, both.get(edge, value))
        fused = torch.sparse_coo_tensor(torch.tensor(list(both)).t(), list(both.values()), v.shape).coalesce()
        self.graphs = v, t, fused
        self.gates, self.prefer = nn.ModuleList([gate() for _ in "vtf"]), nn.ModuleList([gate() for _ in "vtf"])
        query = lambda: nn.Sequential(nn.Linear(D, D), nn.Tanh(), nn.Linear(D, D, bias=False))
        self.query = nn.ModuleList([query(), query()])
        self.filters = nn.ParameterList([nn.Parameter(torch.randn(1, D // 2 + 1, 2)) for _ in "vtf"])

    def forward(self, u, i, j):
        v = torch.fft.rfft(self.of_image(self.image.weight), norm="ortho")
        t = torch.fft.rfft(self.of_text(self.text.weight), norm="ortho")
        x = [
            torch.fft.irfft(spectrum * torch.view_as_complex(w), n=D, norm="ortho")
            for spectrum, w in zip((v, t, t * v), self.filters)
        ]
        c = powers(self.graph, self.ids(), self.layers)
        z = [self.spread(g, self.i.weight * gate(y)) for g, gate, y in zip(self.graphs, self.gates, x)]
        z = [query(z[2]).softmax(1) * y for query, y in zip(self.query, z)] + [z[2]]
        side = sum(prefer(c) * y for prefer, y in zip(self.prefer, z)) / 3
        return self.loss(c, side, u, i, j)


def negatives(users, seen):
    """Uniform, redrawn until the user has not interacted with any."""
    items = rng.integers(0, ITEMS, len(users))
    again = numpy.arange(len(users))
    while len(again):
        again = again[numpy.isin(users[again] * ITEMS + items[again], seen, assume_unique=False)]
        items[again] = rng.integers(0, ITEMS, len(again))
    return torch.from_numpy(items)


def epoch(model, optimizer, seen):
    times, begin = [], time.perf_counter()
    model.epoch()
    order = torch.randperm(PAIRS)
    u, i = TRAIN[:, order]
    j = negatives(u.numpy(), seen)
    for rows in torch.arange(PAIRS).split(BATCH):
        start = time.perf_counter()
        model.step()
        optimizer.zero_grad()
        model(u[rows], i[rows], j[rows]).backward()
        optimizer.step()
        times.append(time.perf_counter() - start)
    return time.perf_counter() - begin, sorted(times)[len(times) // 2]


TRAIN = interactions()
IMAGE, TEXT = torch.randn(ITEMS, WIDTH), torch.randn(ITEMS, WIDTH)
for name in sys.argv[1:] or ["BPR", "LightGCN", "BUIR", "VBPR", "FREEDOM", "MGCN", "SMORE"]:
    begin = time.perf_counter()
    model = globals()[name]()
    graphs = time.perf_counter() - begin
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    seen = (TRAIN[0] * ITEMS + TRAIN[1]).numpy()
    epoch(model, optimizer, seen)
    seconds, step = epoch(model, optimizer, seen)
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    line = {"recommender": name, "stepMillis": step * 1e3, "epochSeconds": seconds, "graphSeconds": graphs}
    print(json.dumps({**line, "peakRssMiB": rss, "torch": torch.__version__}), flush=True)
