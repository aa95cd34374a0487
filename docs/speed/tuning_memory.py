"""Memory of a long tuning run on MovieLens with weights of ViT-B/32's size: does it stay flat?

Takes the most popular items and the interactions of some users, so that an epoch takes minutes, tunes VBPR with prompts
for a number of minutes, and prints the resident memory of the process every half minute. The last line compares the
first sample of the second epoch with the largest of the last five minutes. Run from the project's folder:

    PTMREC_THREADS=1 nice python3 docs/speed/tuning_memory.py MOVIELENS VOCABULARY [MINUTES] [ITEMS] [ROWS]

MOVIELENS holds interactions.csv, items.jsonl and images/; VOCABULARY holds vocab.json and merges.txt.
"""
import collections
import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time

movielens, vocabulary = (os.path.abspath(path) for path in sys.argv[1:3])
minutes, items, rows = (int(v) for v in (sys.argv[3:] + ["30", "200", "2000"][len(sys.argv) - 3 :]))
ptmrec = os.environ.get("PTMREC", "./ptmrec")
folder = tempfile.mkdtemp(prefix="ptmrec-memory-")

with open(os.path.join(movielens, "interactions.csv")) as file:
    header, *interactions = list(csv.reader(file))
popular = {item for item, _ in collections.Counter(row[1] for row in interactions).most_common(items)}
kept = [row for row in interactions if row[1] in popular][:rows]
with open(os.path.join(folder, "interactions.csv"), "w", newline="") as file:
    csv.writer(file).writerows([header, *kept])
with open(os.path.join(folder, "pipeline.yaml"), "w") as file:
    file.write(
        f"""name: memory
store: {folder}/store
clip: {folder}/clip
stages:
  ingest: {{interactions: {folder}/interactions.csv, items: {movielens}/items.jsonl, kCore: 1}}
  download-images: {{base: {movielens}}}
  tokenize-text: {{}}
  encode: {{}}
  train: {{recommenders: [VBPR], epochs: 1}}
  tune: {{methods: [prompt], batch: 32, accumulate: 4, epochs: 100000, patience: 100000}}
"""
    )
if not os.path.isdir(f"{folder}/clip"):
    subprocess.run([ptmrec, "bench", "model", "--vocabulary", vocabulary, "-o", f"{folder}/clip"], check=True)

run = subprocess.Popen(
    [ptmrec, "run", f"{folder}/pipeline.yaml", "--json"], stdout=subprocess.PIPE, text=True
)
done = 0
tuning = threading.Event()


def follow():
    global done
    for line in run.stdout:
        event = json.loads(line)
        if event.get("stage") == "tune":
            tuning.set()
            done = event.get("done", done)


def resident_mib():
    with open(f"/proc/{run.pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) // 1024


threading.Thread(target=follow, daemon=True).start()
while not tuning.wait(5):
    if run.poll() is not None:
        sys.exit(f"the run ended with {run.returncode} before it came to tune; see {folder}")
train_rows = int(0.8 * len(kept))
print("seconds,epochs,rss MiB", flush=True)
begin = time.time()
samples = []
while time.time() - begin < 60 * minutes and run.poll() is None:
    samples.append((time.time() - begin, done / train_rows, resident_mib()))
    print("%.0f,%.2f,%d" % samples[-1], flush=True)
    time.sleep(30)
run.send_signal(signal.SIGTERM)
run.wait()
first = next((mib for _, epochs, mib in samples if epochs > 1), None)
if first is None:
    sys.exit("not one epoch was finished: give it more minutes, or fewer rows")
last = max(mib for seconds, _, mib in samples if seconds > samples[-1][0] - 300)
print(f"{samples[-1][1]:.1f} epochs; {first} MiB after the first, at most {last} MiB at the end: {last / first - 1:+.1%}")
