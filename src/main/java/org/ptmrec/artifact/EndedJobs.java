package org.ptmrec.artifact;

import java.lang.reflect.Field;
import java.net.URLClassLoader;
import java.util.concurrent.ConcurrentMap;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of the classes of jobs that are over. Beam remembers every DoFn's class for good; a
 * cluster, whose Beam outlives the jobs, would so keep all classes that each job brings along.
 */
final class EndedJobs {
  private static final Logger LOG = LoggerFactory.getLogger(EndedJobs.class);

  private EndedJobs() {}

  /**
   * Makes Beam forget them. Those of jobs that are at work stay: a class that was forgotten would
   * be made into an invoker again, and a class loader defines none twice.
   */
  static void forgetClasses() {
    if (EndedJobs.class.getClassLoader() == DoFn.class.getClassLoader()) {
      return; // Beam lives no longer than this program
    }
    try {
      Class<?> invokers =
          Class.forName(
              DoFnSignatures.class.getPackageName() + ".ByteBuddyDoFnInvokerFactory",
              true,
              DoFnSignatures.class.getClassLoader());
      forget(DoFnSignatures.class, "signatureCache", null);
      Object factory = field(invokers, "INSTANCE").get(null);
      forget(invokers, "byteBuddyInvokerConstructorCache", factory);
    } catch (ReflectiveOperationException | ClassCastException e) {
      LOG.warn("this version of Beam keeps the classes of jobs: {}", e.toString());
    }
  }

  private static void forget(Class<?> owner, String map, @Nullable Object instance)
      throws ReflectiveOperationException {
    ConcurrentMap<?, ?> byClass = (ConcurrentMap<?, ?>) field(owner, map).get(instance);
    byClass.keySet().removeIf(type -> isEnded((Class<?>) type));
  }

  /** Flink closes the class loader of a job when its last task in a process is over. */
  private static boolean isEnded(Class<?> type) {
    return type.getClassLoader() instanceof URLClassLoader job
        && job.findResource(type.getName().replace('.', '/') + ".class") == null;
  }

  private static Field field(Class<?> owner, String name) throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
