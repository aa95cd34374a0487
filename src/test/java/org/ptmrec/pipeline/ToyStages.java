package org.ptmrec.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.schema.User;
import org.ptmrec.stage.Input;
import org.ptmrec.stage.Output;
import org.ptmrec.stage.Param;
import org.ptmrec.stage.Parameters;
import org.ptmrec.stage.Stage;
import org.ptmrec.stage.StageContext;

/** Two stages that take no time: users from the lines of a file, and the same users renamed. */
final class ToyStages {
  final AtomicInteger listed = new AtomicInteger();
  final AtomicInteger renamed = new AtomicInteger();

  /** What the second stage throws in place of its work. */
  RuntimeException failure;

  /** Where the second stage waits, if set. */
  CountDownLatch entered;

  /** How many pipelines the second stage runs before its own. */
  int before;

  /** What these have seen. */
  static final List<String> SEEN = new CopyOnWriteArrayList<>();

  List<Stage> all() {
    return List.of(new ListUsers(), new RenameUsers());
  }

  static final Output<User> USERS =
      Output.of("users", User.class, RecordKey.number(User::getUser)).withShards(2);

  final class ListUsers implements Stage {
    static final Param<String> NAMES = Param.file("names", "One name a line.");
    static final Param<Integer> REPEAT =
        Param.integer("repeat", "times", "How often.").or(1).atLeast(1).atMost(9);
    static final Param<Double> SPEED =
        Param.decimal("perHost.rate", "1/s", "Of no consequence.").or(5.0).operational();

    @Override
    public String name() {
      return "list";
    }

    @Override
    public String description() {
      return "Lists users.";
    }

    @Override
    public List<Param<?>> parameters() {
      return List.of(NAMES, REPEAT, SPEED);
    }

    @Override
    public List<Input> inputs() {
      return List.of();
    }

    @Override
    public List<Output<?>> outputs() {
      return List.of(USERS);
    }

    @Override
    public void check(Parameters parameters) {
      if (parameters.get(REPEAT) == 7) {
        throw new IllegalArgumentException("repeat is never 7");
      }
    }

    @Override
    public void build(StageContext context) {
      listed.incrementAndGet();
      List<User> users = new ArrayList<>();
      try {
        for (String name : Files.readAllLines(Path.of(context.get(NAMES)))) {
          for (int i = 0; i < context.get(REPEAT); i++) {
            users.add(new User(users.size(), name));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      context.write(
          USERS, context.pipeline().apply(Create.of(users).withCoder(AvroCoder.of(User.class))));
    }
  }

  final class RenameUsers implements Stage {
    static final Param<String> PREFIX = Param.text("prefix", "Goes in front.").or("x").shared();

    @Override
    public String name() {
      return "rename";
    }

    @Override
    public String description() {
      return "Renames users.";
    }

    @Override
    public List<Param<?>> parameters() {
      return List.of(PREFIX);
    }

    @Override
    public List<Input> inputs() {
      return List.of(Input.required("list"));
    }

    @Override
    public List<Output<?>> outputs() {
      return List.of(USERS);
    }

    @Override
    public void build(StageContext context) {
      renamed.incrementAndGet();
      if (entered != null) {
        entered.countDown();
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(e);
        }
      }
      if (failure != null) {
        throw failure;
      }
      for (int i = 0; i < before; i++) {
        context.run(
            () -> {
              var unused = context.read("list", USERS).apply(MapElements.via(new See()));
            });
      }
      context.write(
          USERS,
          context
              .read("list", USERS)
              .apply(MapElements.via(new Rename(context.get(PREFIX))))
              .setCoder(AvroCoder.of(User.class)));
    }
  }

  private static final class See extends SimpleFunction<User, String> {
    @Override
    public String apply(User user) {
      SEEN.add(user.getUserId());
      return user.getUserId();
    }
  }

  private static final class Rename extends SimpleFunction<User, User> {
    private final String prefix;

    Rename(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public User apply(User user) {
      return new User(user.getUser(), prefix + user.getUserId());
    }
  }
}
