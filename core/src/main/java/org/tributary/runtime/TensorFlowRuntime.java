package org.tributary.runtime;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;

/**
 * How this process runs TensorFlow: its thread pools, its device, and the one place that makes
 * graphs, opens sessions and places operations. TensorFlow makes its pools once per process, when
 * the first session opens, so the setting is made before that and never changes.
 */
public final class TensorFlowRuntime {
  /**
   * System property with the number of threads, read where {@link #use(Threads)} was not called.
   */
  public static final String THREADS_PROPERTY = "tributary.threads";

  /** System property with the device, read where no call chose one; see {@link Device#parse}. */
  public static final String DEVICE_PROPERTY = "tributary.device";

  private static final Pattern GPU = Pattern.compile("GPU:([0-9]+)");
  private static final TensorFlowRuntime INSTANCE = new TensorFlowRuntime();

  static {
    JavaCppMemory.leaveUnwatched(); // before any class of TensorFlow is there
  }

  private final RuntimeSettings settings = new RuntimeSettings(DeviceSelection.byTrial());
  private boolean preloaded;

  private TensorFlowRuntime() {}

  /**
   * Fixes the thread pools of this process; before or after {@link #use(Device)}, but before the
   * first graph and before {@link #device} looks for a GPU. To repeat the setting in force is
   * harmless.
   *
   * @throws IllegalStateException if another setting is in force already
   */
  public static void use(Threads threads) {
    INSTANCE.settings.use(threads);
  }

  /**
   * The setting in force: what {@link #use(Threads)} was given, else the system property, else
   * {@link Threads#perProcessor}. Asking fixes it.
   */
  public static Threads threads() {
    return INSTANCE.settings.threads();
  }

  /**
   * Chooses the device of everything that is opened from now on. A GPU is looked for when it is
   * first needed, by {@link #device} or the next graph, since looking for one fixes the {@link
   * #threads}. Where TensorFlow has no such device they fail, until another one is chosen.
   */
  public static void use(Device device) {
    INSTANCE.settings.use(device);
  }

  /**
   * Chooses the device as {@link #use(Device)} does; where TensorFlow has no such device, it is the
   * processor, with a warning in the log.
   */
  public static void useIfAvailable(Device device) {
    INSTANCE.settings.useIfAvailable(device);
  }

  /**
   * The device in force: the one chosen, else the system property's, else the processor. Asking for
   * a GPU looks for it, and so fixes the {@link #threads}.
   *
   * @throws IllegalStateException if TensorFlow has no such device
   */
  public static Device device() {
    return INSTANCE.settings.device();
  }

  /**
   * An empty graph, which the caller closes.
   *
   * @throws IllegalStateException if TensorFlow's natives are not there or cannot be loaded, Java's
   *     locale writes other digits than 0 to 9, or the {@link #device} is not there
   */
  public static Graph graph() {
    device(); // a fault in it would come when there is a graph already, which nobody could close
    return graphOfAnyDevice();
  }

  /** The same before the device is known. */
  static Graph graphOfAnyDevice() {
    NodeNames.requireDigits();
    NativeLibraries.load();
    return new Graph();
  }

  /** Where to build in {@code graph}: on the device in force. */
  public static Ops ops(Graph graph) {
    return Ops.create(graph).withDevice(device().specification());
  }

  /**
   * Where to build in {@code inner}, such as a loop's body, that belongs to what {@code outer}
   * builds: on the same device.
   */
  public static Ops inside(Graph inner, Ops outer) {
    String name = outer.scope().getDeviceString();
    Matcher gpu = GPU.matcher(name == null ? "" : name);
    Ops ops = Ops.create(inner);
    return gpu.find()
        ? ops.withDevice(Device.gpu(Integer.parseInt(gpu.group(1))).specification())
        : ops;
  }

  /** Opens a session on {@code graph}; the caller closes it. */
  public static Session open(Graph graph) {
    MallocOptions.keep();
    // what has no kernel for the graphics card runs on the processor
    return new Session(graph, configuration().setAllowSoftPlacement(true).build());
  }

  /**
   * Opens a session, which the caller closes, whose first run begins soon: TensorFlow does not
   * rewrite the graph before it, as it does for {@link #open}. A training step gains about 3 % from
   * being rewritten, a tagger's prediction nothing; it costs about half a second.
   */
  public static Session openWithoutGraphOptimizer(Graph graph) {
    MallocOptions.keep();
    ConfigProto.Builder configuration = configuration().setAllowSoftPlacement(true);
    configuration.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
    return new Session(graph, configuration.build());
  }

  /**
   * Begins to load TensorFlow's natives on a thread of its own, for who has something else to do
   * before the first graph; whoever needs them meanwhile waits until they are there. To call it
   * again costs nothing.
   */
  public static void preload() {
    INSTANCE.preloading();
  }

  /** Opens a session in which an operation runs where it was placed or not at all. */
  static Session openStrict(Graph graph) {
    return new Session(graph, configuration().setAllowSoftPlacement(false).build());
  }

  private static ConfigProto.Builder configuration() {
    Threads pools = threads();
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(pools.intraOp())
        .setInterOpParallelismThreads(pools.interOp());
  }

  private synchronized void preloading() {
    if (!preloaded) {
      preloaded = true;
      Thread loader = new Thread(TensorFlowRuntime::loadNatives, "tributary-preload");
      loader.setDaemon(true);
      loader.start();
    }
  }

  /** Builds a trifle, but opens no session: that would fix the threads. */
  private static void loadNatives() {
    try (Graph graph = graphOfAnyDevice()) {
      Ops.create(graph).constant(0f);
    } catch (RuntimeException | LinkageError e) {
      // who builds the first graph in earnest meets the same fault, and reports it
    }
  }
}
