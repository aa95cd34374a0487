"""CLIP ViT-B/32 in PyTorch, the peer of `ptmrec bench encode` and `ptmrec bench tune --method prompt --set prompts=4`.

Random weights, batch 32, images of 224 x 224 and texts of 77 tokens; the same prompts in the first nine blocks of both
towers. Prints one JSON object: the medians in milliseconds.

    OMP_NUM_THREADS=2 OMP_WAIT_POLICY=passive OPENBLAS_NUM_THREADS=2 python3 docs/speed/clip_torch.py
"""
import json
import sys
import time

import torch
from torch import nn

BATCH = int(sys.argv[1]) if len(sys.argv) > 1 else 32
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 7
PROMPTS, DEPTH = 4, 9
torch.manual_seed(1)
torch.set_num_threads(2)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.ln1, self.ln2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.q, self.k, self.v, self.o = (nn.Linear(width, width) for _ in range(4))
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x, mask):
        b, n, d = x.shape
        split = lambda y: y.view(b, n, self.heads, d // self.heads).transpose(1, 2)
        y = self.ln1(x)
        scores = split(self.q(y)) @ split(self.k(y)).transpose(-1, -2) * (d // self.heads) ** -0.5
        if mask is not None:
            scores = scores + mask[:n, :n]
        y = (scores.softmax(-1) @ split(self.v(y))).transpose(1, 2).reshape(b, n, d)
        x = x + self.o(y)
        y = self.up(self.ln2(x))
        return x + self.down(y * torch.sigmoid(1.702 * y))


class Tower(nn.Module):
    def __init__(self, width, heads, causal):
        super().__init__()
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(12))
        self.last, self.project = nn.LayerNorm(width), nn.Linear(width, 512, bias=False)
        self.mask = torch.full((96, 96), float("-inf")).triu(1) if causal else None
        self.requires_grad_(False)
        self.prompts = nn.Parameter(torch.randn(DEPTH, PROMPTS, width) * 0.02)

    def run(self, x, prompted, at):
        """Prompts stand after token 0, and are replaced at each of the first blocks."""
        for i, block in enumerate(self.blocks):
            if prompted and i < DEPTH:
                prompts = self.prompts[i].expand(x.shape[0], -1, -1)
                x = torch.cat([x[:, :1], prompts, x[:, 1 if i == 0 else 1 + PROMPTS :]], 1)
            x = block(x, self.mask)
        return self.project(self.last(x[:, at]))


class Vision(Tower):
    def __init__(self):
        super().__init__(768, 12, False)
        self.patch = nn.Conv2d(3, 768, 32, 32, bias=False).requires_grad_(False)
        self.cls, self.positions = torch.randn(768), torch.randn(50, 768)
        self.first = nn.LayerNorm(768).requires_grad_(False)

    def forward(self, images, prompted):
        x = self.patch(images).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(x.shape[0], 1, -1), x], 1) + self.positions
        return self.run(self.first(x), prompted, 0)


class Text(Tower):
    def __init__(self):
        super().__init__(512, 8, True)
        self.tokens, self.positions = torch.randn(49408, 512), torch.randn(77, 512)

    def forward(self, tokens, prompted):
        return self.run(self.tokens[tokens] + self.positions, prompted, -1)


def median(step):
    step()
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        step()
        times.append((time.perf_counter() - begin) * 1e3)
    return sorted(times)[len(times) // 2]


def forward(tower, inputs, prompted):
    with torch.no_grad():
        tower(inputs, prompted)


vision, text = Vision(), Text()
images, tokens = torch.randn(BATCH, 3, 224, 224), torch.randint(0, 49408, (BATCH, 77))
a, b = torch.randn(2048, 2048), torch.randn(2048, 2048)
print(
    json.dumps(
        {
            "torch": torch.__version__,
            "gemmGflops": 2 * 2048**3 / median(lambda: a @ b) / 1e6,
            "imageForwardMillis": median(lambda: forward(vision, images, False)),
            "textForwardMillis": median(lambda: forward(text, tokens, False)),
            "imageForwardBackwardMillis": median(lambda: vision(images, True).sum().backward()),
            "textForwardBackwardMillis": median(lambda: text(tokens, True).sum().backward()),
        }
    )
)
