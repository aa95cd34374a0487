package org.ptmrec.download;

import static com.google.common.truth.Truth.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConcurrentFetchTest {
  private static final HangGuard HANGS = new HangGuard(Duration.ofMinutes(5), System::nanoTime);

  private static FetchRequest request(String url) {
    return new FetchRequest(url, List.of(0), null, null, false);
  }

  private static FetchOutcome outcome(FetchRequest request) {
    return new FetchOutcome(request, null, null, true);
  }

  private static List<FetchRequest> requests(String host, int n) {
    return IntStream.range(0, n).mapToObj(i -> request(host + "/" + i)).toList();
  }

  @Test
  void run_slowHosts_keepNoOtherWaiting() throws Exception {
    // None answers before all are asked.
    CountDownLatch asked = new CountDownLatch(6);
    List<List<FetchRequest>> hosts =
        IntStream.range(0, 6).mapToObj(i -> requests("h" + i, 1)).toList();
    List<FetchOutcome> outcomes = new ArrayList<>();
    new ConcurrentFetch(
            6,
            2,
            request -> {
              asked.countDown();
              asked.await();
              return outcome(request);
            },
            HANGS)
        .run(hosts, outcomes::add);
    assertThat(outcomes).hasSize(6);
  }

  @Test
  void run_manyOfOneHost_eachOnceAndOnlySoManyAtATime() throws Exception {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<String> urls = new ArrayList<>();
    new ConcurrentFetch(
            16,
            3,
            request -> {
              most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
              Thread.yield();
              atOnce.decrementAndGet();
              return outcome(request);
            },
            HANGS)
        .run(List.of(requests("h", 500)), outcome -> urls.add(outcome.request().url()));
    assertThat(urls)
        .containsExactlyElementsIn(requests("h", 500).stream().map(FetchRequest::url).toList());
    assertThat(most.get()).isAtMost(3);
  }

  @Test
  void run_fetchThatNeverEnds_endsWithAnError() {
    CountDownLatch never = new CountDownLatch(1);
    HangGuard expired = new HangGuard(Duration.ofNanos(-1), System::nanoTime);
    ConcurrentFetch fetch =
        new ConcurrentFetch(
            1,
            1,
            request ->
                expired.<FetchOutcome, InterruptedException>watch(
                    () -> {
                      never.await();
                      return outcome(request);
                    }),
            expired);
    assertThrows(
        HangGuard.HungException.class, () -> fetch.run(List.of(requests("h", 1)), outcome -> {}));
  }

  @Test
  void run_defect_isNotSwallowed() {
    ConcurrentFetch fetch =
        new ConcurrentFetch(
            2,
            2,
            request -> {
              throw new ArithmeticException("defect");
            },
            HANGS);
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> fetch.run(List.of(requests("h", 1)), outcome -> {}));
    assertThat(e).hasCauseThat().hasMessageThat().isEqualTo("defect");
  }
}
