"""PTMRec beside PyTorch on CLIP ViT-B/32, in turns: ours, theirs, ours, theirs, ...

Both run with two threads, OMP_WAIT_POLICY=passive and the same kernels of OpenBLAS, which does not know newer
processors: left to itself, PyTorch's may be five times slower there. Prints every run as a JSON line, then medians over the runs and
how many times PTMRec is as fast. Run from the project's folder, after ./ptmrec has been built; the second argument is
a Python that has PyTorch (Debian: python3-torch), which this project itself never needs.

    python3 docs/speed/clip_compare.py 3 /usr/bin/python3
"""
import json
import os
import statistics
import subprocess
import sys

TURNS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
PYTHON = sys.argv[2] if len(sys.argv) > 2 else "python3"
PTMREC = os.environ.get("PTMREC", "./ptmrec")
ROUNDS = os.environ.get("ROUNDS", "7")


def last_line(command, **environment):
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("OPENBLAS_", "OMP_", "MKL_"))}
    done = subprocess.run(command, env=inherited | environment, stdout=subprocess.PIPE, text=True, check=True)
    line = done.stdout.strip().splitlines()[-1]
    print(line, flush=True)
    return json.loads(line)


def ours():
    encode = last_line([PTMREC, "bench", "encode", "--rounds", ROUNDS, "--json"], PTMREC_THREADS="2")
    tune = last_line(
        [PTMREC, "bench", "tune", "--method", "prompt", "--set", "prompts=4", "--rounds", ROUNDS, "--json"],
        PTMREC_THREADS="2",
    )
    return {
        "image forward": 32e3 / encode["imagesPerSecond"],
        "text forward": 32e3 / encode["textsPerSecond"],
        "image forward + backward": tune["imageForwardBackwardMillis"],
        "text forward + backward": tune["textForwardBackwardMillis"],
    }


KERNELS = json.loads(subprocess.run([PTMREC, "doctor", "--json"], stdout=subprocess.PIPE, text=True).stdout)["blas kernels"]


def theirs():
    run = last_line(
        [PYTHON, "docs/speed/clip_torch.py", "32", ROUNDS],
        OMP_NUM_THREADS="2",
        OMP_WAIT_POLICY="passive",
        OPENBLAS_NUM_THREADS="2",
        **({} if KERNELS == "by OpenBLAS" else {"OPENBLAS_CORETYPE": KERNELS}),
    )
    return {
        "image forward": run["imageForwardMillis"],
        "text forward": run["textForwardMillis"],
        "image forward + backward": run["imageForwardBackwardMillis"],
        "text forward + backward": run["textForwardBackwardMillis"],
    }


turns = [(ours(), theirs()) for _ in range(TURNS)]
for name in turns[0][0]:
    mine = statistics.median(own[name] for own, _ in turns)
    torch = statistics.median(other[name] for _, other in turns)
    ratio = statistics.median(other[name] / own[name] for own, other in turns)
    print(f"{name:26} PTMRec {mine:6.0f} ms   PyTorch {torch:6.0f} ms   {ratio:.2f} x")
