package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertWithMessage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.ptmrec.cli.ProgramRun;

/** A command of the program on a thread of its own. */
final class BackgroundRun {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final CompletableFuture<ProgramRun.Result> result;

  private BackgroundRun(CompletableFuture<ProgramRun.Result> result) {
    this.result = result;
  }

  static BackgroundRun start(String... command) {
    return new BackgroundRun(CompletableFuture.supplyAsync(() -> ProgramRun.of(command)));
  }

  static String[] join(String[] some, String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(some));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  /** Waits for something to happen while the command is under way. */
  void await(BooleanSupplier happens) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              boolean isOver = result.isDone();
              boolean hasHappened = happens.getAsBoolean();
              if (!hasHappened) {
                assertWithMessage(isOver ? result.get().err() : "").that(isOver).isFalse();
              }
              return hasHappened;
            });
  }

  private ProgramRun.Result get() throws Exception {
    return result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  int exitCode() throws Exception {
    return get().exitCode();
  }

  String error() throws Exception {
    return get().err();
  }

  String output() throws Exception {
    return get().out();
  }
}
