package org.tributary.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tributary.Threads;

/**
 * The TensorFlow settings of this process, thread pools and device, and the factory of all graphs,
 * sessions and {@link Ops}. TensorFlow creates its pools once per process, when the first session
 * opens, so the thread setting is made before that and never changes.
 */
public final class TensorFlowRuntime {
  /** System property for the number of threads, read if {@link #use(Threads)} was not called. */
  public static final String THREADS_PROPERTY = Threads.PROPERTY;

  /** System property for the device, read if no call chose one; see {@link Device#parse}. */
  public static final String DEVICE_PROPERTY = "tributary.device";

  private static final Logger LOGGER = System.getLogger(TensorFlowRuntime.class.getName());
  private static final AtomicBoolean RELEASE_LOGGED = new AtomicBoolean();
  private static final String NATIVE_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

  /**
   * System properties that set a limit, in the spellings that JavaCPP reads. JavaCPP derives {@code
   * maxPhysicalBytes} from {@code maxBytes} if only the latter is set.
   */
  private static final List<String> USER_LIMITS =
      List.of(
          "org.bytedeco.javacpp.maxBytes",
          "org.bytedeco.javacpp.maxbytes",
          NATIVE_LIMIT,
          "org.bytedeco.javacpp.maxphysicalbytes");

  /** Block size, a little below glibc's limit of 32 MiB. */
  private static final long BLOCK_BYTES = 31L << 20;

  private static final Pattern GPU = Pattern.compile("GPU:([0-9]+)");
  private static final RuntimeSettings SETTINGS = RuntimeSettings.byTrial();

  static {
    disableMemoryLimit(); // before any class of TensorFlow is loaded
  }

  private TensorFlowRuntime() {}

  /**
   * Fixes the thread pools of this process. Call it before the first graph and before {@link
   * #device} looks for a GPU; the order relative to {@link #use(Device)} does not matter. Repeating
   * the setting in force has no effect.
   *
   * @throws IllegalStateException if another setting is in force already
   */
  public static void use(Threads threads) {
    Threads.use(threads);
  }

  /**
   * Returns the thread setting in force: the one of {@link #use(Threads)}, else the system
   * property, else {@link Threads#perProcessor}. This call fixes it.
   */
  public static Threads threads() {
    return Threads.current();
  }

  /**
   * Sets the device of all graphs and sessions opened from now on. The search for a GPU is deferred
   * to {@link #device} or the next graph, since it fixes the {@link #threads}. If TensorFlow has no
   * such device, those calls fail until another device is set.
   */
  public static void use(Device device) {
    SETTINGS.use(device);
  }

  /**
   * Sets the device as {@link #use(Device)} does; if TensorFlow has no such device, logs a warning
   * and uses the processor.
   */
  public static void useIfAvailable(Device device) {
    SETTINGS.useIfAvailable(device);
  }

  /**
   * Returns the device in force: the one set, else the system property's, else the processor. For a
   * GPU this call looks for it and thereby fixes the {@link #threads}.
   *
   * @throws IllegalStateException if TensorFlow has no such device
   */
  public static Device device() {
    return SETTINGS.device();
  }

  /**
   * Creates an empty graph, which the caller closes.
   *
   * @throws IllegalStateException if TensorFlow's native libraries are missing or cannot be loaded,
   *     Java's locale writes digits other than 0 to 9, or the {@link #device} is absent
   */
  public static Graph graph() {
    device(); // fails before a graph exists that the caller could not close
    return graphOfAnyDevice();
  }

  /** Creates an empty graph without a check of the device. */
  static Graph graphOfAnyDevice() {
    requireDigits();
    NativeLibraries.load();
    return new Graph();
  }

  /** Returns operations builders for {@code graph} on the device in force. */
  public static Ops ops(Graph graph) {
    return Ops.create(graph).withDevice(device().specification());
  }

  /**
   * Returns operations builders for {@code inner}, such as the body of a loop, on the device of
   * {@code outer}.
   */
  public static Ops inside(Graph inner, Ops outer) {
    String name = outer.scope().getDeviceString();
    Matcher gpu = GPU.matcher(name == null ? "" : name);
    Ops ops = Ops.create(inner);
    return gpu.find()
        ? ops.withDevice(Device.gpu(Integer.parseInt(gpu.group(1))).specification())
        : ops;
  }

  /**
   * Opens a session on {@code graph}; the caller closes it, before or after the graph. Closing the
   * graph does not wait for the session, but ends its use.
   */
  public static Session open(Graph graph) {
    return open(graph, configuration());
  }

  /**
   * Releases a session's hold on its graph, for which {@code Graph.close} would wait for ever. The
   * native graph itself lives as long as its sessions. Without access to TensorFlow Java's
   * internals the session keeps its hold.
   */
  private static Session released(Session session) {
    try {
      Field reference = Session.class.getDeclaredField("graphRef");
      reference.setAccessible(true);
      ((AutoCloseable) reference.get(session)).close();
      return session;
    } catch (Exception e) {
      if (!RELEASE_LOGGED.getAndSet(true)) {
        LOGGER.log(
            Level.DEBUG, "session: not released; close it before its graph, which waits for it", e);
      }
      return session;
    }
  }

  /**
   * Opens a session without TensorFlow's graph optimizer, which saves about half a second before
   * the first run; the caller closes it. The optimizer speeds up a training step by about 3 % and a
   * tagger's prediction not at all.
   */
  public static Session openWithoutGraphOptimizer(Graph graph) {
    ConfigProto.Builder configuration = configuration();
    configuration.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
    return open(graph, configuration);
  }

  private static Session open(Graph graph, ConfigProto.Builder configuration) {
    raiseTrimThreshold();
    // operations without a GPU kernel run on the processor
    return released(new Session(graph, configuration.setAllowSoftPlacement(true).build()));
  }

  /** Opens a session with hard placement: an operation runs on its own device or fails. */
  static Session openStrict(Graph graph) {
    return new Session(graph, configuration().setAllowSoftPlacement(false).build());
  }

  private static ConfigProto.Builder configuration() {
    Threads pools = threads();
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(pools.intraOp())
        .setInterOpParallelismThreads(pools.interOp());
  }

  /**
   * Returns the version of TensorFlow's native libraries, such as {@code 2.18.0}.
   *
   * @throws IllegalStateException if the native libraries cannot be loaded
   */
  public static String version() {
    NativeLibraries.load();
    return TensorFlow.version();
  }

  /**
   * Checks that the names of nodes are valid in Java's default locale: TensorFlow Java numbers them
   * by {@code String.format} without a locale, and TensorFlow rejects digits other than 0 to 9.
   *
   * @throws IllegalStateException if Java's locale writes other digits
   */
  private static void requireDigits() {
    Locale locale = Locale.getDefault(Locale.Category.FORMAT);
    String zero = String.format(locale, "%d", 0);
    if (!zero.equals("0")) {
      throw new IllegalStateException(
          "locale: expected one that writes 0 as 0, got %s, which writes %s; TensorFlow Java numbers"
                  .formatted(locale, zero)
              + " operations in the locale's digits and TensorFlow refuses such names: call"
              + " Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT) first, or start Java with"
              + " -Duser.language.format=en");
    }
  }

  /**
   * Disables JavaCPP's limit on native memory unless the user set one; no effect once a native
   * object exists.
   *
   * <p>JavaCPP, TensorFlow Java's native bridge, queries the process's memory for every native
   * object by default. That takes about 3 µs, once for every fetched tensor of a run. Above four
   * times the maximum Java heap it collects garbage ten times, 0.1 s apart, and then throws an
   * {@link OutOfMemoryError}, however much memory the machine has. The limit protects programs that
   * leave native memory to the garbage collector; Tributary closes its own. Limits set by JavaCPP's
   * system properties remain in force.
   */
  private static void disableMemoryLimit() {
    if (USER_LIMITS.stream().allMatch(limit -> System.getProperty(limit) == null)) {
      System.setProperty(NATIVE_LIMIT, "0");
    }
  }

  /**
   * Raises glibc's trim threshold, so that the allocator retains freed memory between two runs of a
   * graph. Requires loaded native libraries; repeated calls cost almost nothing. By default glibc
   * returns free memory above 128 KiB to the system, so every run requests it again and the system
   * zeroes it page by page. Freeing a block of up to 32 MiB raises that threshold to twice the
   * block's size (glibc manual, {@code M_TRIM_THRESHOLD}); this method frees one such block, which
   * is never written to. Other C libraries are unaffected, and a threshold set by the environment
   * ({@code MALLOC_TRIM_THRESHOLD_}) remains in force.
   */
  private static void raiseTrimThreshold() {
    Pointer block = Pointer.malloc(BLOCK_BYTES);
    if (block != null && !block.isNull()) {
      Pointer.free(block);
    }
  }
}
