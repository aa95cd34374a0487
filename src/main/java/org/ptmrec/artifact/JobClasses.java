package org.ptmrec.artifact;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of the classes of a job that is over. Beam remembers every DoFn's class for good; a
 * cluster, whose Beam outlives the jobs, would so keep all classes that a job has brought along.
 */
final class JobClasses {
  private static final Logger LOG = LoggerFactory.getLogger(JobClasses.class);

  /** By class; Beam has no other way to empty them. */
  private static final List<Map<Class<?>, ?>> REMEMBERED = remembered();

  private JobClasses() {}

  /** Called at the end of each output's last step: what is still at work is remembered again. */
  static void forget() {
    ClassLoader job = JobClasses.class.getClassLoader();
    if (job != DoFn.class.getClassLoader()) {
      REMEMBERED.forEach(classes -> classes.keySet().removeIf(t -> t.getClassLoader() == job));
    }
  }

  private static List<Map<Class<?>, ?>> remembered() {
    try {
      Class<?> invokers =
          Class.forName(
              DoFnSignatures.class.getPackageName() + ".ByteBuddyDoFnInvokerFactory",
              true,
              DoFnSignatures.class.getClassLoader());
      return List.of(
          map(DoFnSignatures.class, "signatureCache", null),
          map(invokers, "byteBuddyInvokerConstructorCache", field(invokers, "INSTANCE").get(null)));
    } catch (ReflectiveOperationException e) {
      LOG.warn("this version of Beam keeps the classes of jobs: {}", e.toString());
      return List.of();
    }
  }

  @SuppressWarnings("unchecked") // as Beam declares them
  private static Map<Class<?>, ?> map(Class<?> owner, String name, @Nullable Object instance)
      throws ReflectiveOperationException {
    return (Map<Class<?>, ?>) field(owner, name).get(instance);
  }

  private static Field field(Class<?> owner, String name) throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
