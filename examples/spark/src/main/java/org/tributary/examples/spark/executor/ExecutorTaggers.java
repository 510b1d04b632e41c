package org.tributary.examples.spark.executor;

import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.tributary.tagger.Tagger;

/**
 * The open taggers of this process, one for each model, shared by its tasks. A tagger stays open
 * between tasks. It is closed when a task needs another model while no task uses it, and when the
 * process ends.
 */
public final class ExecutorTaggers {
  private static final ExecutorTaggers INSTANCE = new ExecutorTaggers();

  private final Map<String, Entry> open = new HashMap<>();
  private long opened;
  private boolean closesAtExit;

  private ExecutorTaggers() {}

  private static final class Entry {
    private final Tagger tagger;
    private int users;

    Entry(Tagger tagger) {
      this.tagger = tagger;
    }
  }

  /** A reference to an open tagger, which is not closed before the reference is. */
  public static final class Lease implements AutoCloseable {
    private final Entry entry;
    private boolean closed;

    private Lease(Entry entry) {
      this.entry = entry;
    }

    public Tagger tagger() {
      return entry.tagger;
    }

    @Override
    public void close() {
      INSTANCE.release(this);
    }
  }

  /**
   * Returns the tagger of a model, which is opened if no task of this process has opened it.
   *
   * @throws IOException as {@link SharedModel#open}
   */
  public static Lease acquire(SharedModel model) throws IOException {
    return INSTANCE.lease(model);
  }

  /** Returns the number of taggers that this process has opened. */
  public static long opened() {
    synchronized (INSTANCE) {
      return INSTANCE.opened;
    }
  }

  private synchronized Lease lease(SharedModel model) throws IOException {
    Entry entry = open.get(model.sha256());
    if (entry == null) {
      closeUnused();
      ExecutorThreads.set(SparkEnv.get().conf());
      entry = new Entry(model.open());
      opened++;
      open.put(model.sha256(), entry);
      if (!closesAtExit) {
        closesAtExit = true;
        Runtime.getRuntime().addShutdownHook(new Thread(this::closeAll, "close-taggers"));
      }
    }
    entry.users++;
    return new Lease(entry);
  }

  private synchronized void release(Lease lease) {
    if (!lease.closed) {
      lease.closed = true;
      lease.entry.users--;
    }
  }

  private void closeUnused() {
    Iterator<Entry> entries = open.values().iterator();
    while (entries.hasNext()) {
      Entry entry = entries.next();
      if (entry.users == 0) {
        entries.remove();
        entry.tagger.close();
      }
    }
  }

  /** Closes all; a call that runs ends first. */
  private synchronized void closeAll() {
    open.values().forEach(entry -> entry.tagger.close());
    open.clear();
  }
}
