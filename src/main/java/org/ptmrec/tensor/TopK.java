package org.ptmrec.tensor;

import java.util.Arrays;

/** The largest of many scores, best first; equal scores by the smaller index. */
public final class TopK {
  private TopK() {}

  /**
   * The indices 0…length−1 of the {@code k} largest of {@code scores[from…from+length)}; fewer
   * where fewer than k are above negative infinity.
   */
  public static int[] select(float[] scores, int from, int length, int k) {
    int[] heap = new int[Math.min(k, length)]; // the worst of the best so far is at its root
    int size = 0;
    for (int i = 0; i < length; i++) {
      if (scores[from + i] == Float.NEGATIVE_INFINITY) {
        continue;
      }
      if (size < heap.length) {
        heap[size] = i;
        up(heap, size++, scores, from);
      } else if (scores[from + i] > scores[from + heap[0]]) {
        heap[0] = i; // an equal score comes later, so it never displaces a smaller index
        down(heap, size, scores, from);
      }
    }
    int[] best = new int[size];
    for (int rank = size - 1; rank >= 0; rank--) {
      best[rank] = heap[0];
      heap[0] = heap[rank];
      down(heap, rank, scores, from);
    }
    return Arrays.copyOf(best, size);
  }

  private static boolean isWorse(int a, int b, float[] scores, int from) {
    float x = scores[from + a];
    float y = scores[from + b];
    return x < y || (x == y && a > b); // not Float.compare, to which −0 and 0 differ
  }

  private static void up(int[] heap, int i, float[] scores, int from) {
    while (i > 0 && isWorse(heap[i], heap[(i - 1) / 2], scores, from)) {
      int parent = (i - 1) / 2;
      int kept = heap[i];
      heap[i] = heap[parent];
      heap[parent] = kept;
      i = parent;
    }
  }

  private static void down(int[] heap, int size, float[] scores, int from) {
    int i = 0;
    while (2 * i + 1 < size) {
      int child = 2 * i + 1;
      if (child + 1 < size && isWorse(heap[child + 1], heap[child], scores, from)) {
        child++;
      }
      if (!isWorse(heap[child], heap[i], scores, from)) {
        return;
      }
      int kept = heap[i];
      heap[i] = heap[child];
      heap[child] = kept;
      i = child;
    }
  }
}
