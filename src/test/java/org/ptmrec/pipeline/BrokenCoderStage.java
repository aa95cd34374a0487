package org.ptmrec.pipeline;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.schema.User;
import org.ptmrec.stage.Input;
import org.ptmrec.stage.Output;
import org.ptmrec.stage.Param;
import org.ptmrec.stage.Stage;
import org.ptmrec.stage.StageContext;

/** Hands users on through a coder that reads more than it writes. */
public final class BrokenCoderStage implements Stage {
  private static final Output<User> USERS =
      Output.of("users", User.class, RecordKey.number(User::getUser));

  private final Stage ingest;

  /**
   * @param ingest the stage before it
   */
  public BrokenCoderStage(Stage ingest) {
    this.ingest = ingest;
  }

  @Override
  public String name() {
    return "broken";
  }

  @Override
  public String description() {
    return "Fails.";
  }

  @Override
  public List<Param<?>> parameters() {
    return List.of();
  }

  @Override
  public List<Input> inputs() {
    return List.of(Input.required(ingest.name()));
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(USERS);
  }

  @Override
  @SuppressWarnings("unchecked") // the stage's users are users
  public void build(StageContext context) {
    Output<User> users =
        (Output<User>)
            ingest.outputs().stream()
                .filter(o -> o.name().equals("users"))
                .findFirst()
                .orElseThrow();
    context.write(
        USERS,
        context
            .read(ingest.name(), users)
            .apply("Number", ParDo.of(new NumberFn()))
            .setCoder(new BrokenCoder())
            .apply("User", ParDo.of(new UserFn()))
            .setCoder(AvroCoder.of(User.class)));
  }

  private static final class NumberFn extends DoFn<User, Integer> {
    @ProcessElement
    public void process(@Element User user, OutputReceiver<Integer> out) {
      out.output(user.getUser());
    }
  }

  private static final class UserFn extends DoFn<Integer, User> {
    @ProcessElement
    public void process(@Element Integer user, OutputReceiver<User> out) {
      out.output(new User(user, "u" + user));
    }
  }

  private static final class BrokenCoder extends AtomicCoder<Integer> {
    @Override
    public void encode(Integer value, OutputStream out) throws IOException {
      new DataOutputStream(out).writeInt(value);
    }

    @Override
    public Integer decode(InputStream in) throws IOException {
      return (int) new DataInputStream(in).readLong();
    }
  }
}
