package org.tributary.testing;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The messages of a class's logger from creation to closing; they are not printed meanwhile. */
public final class LogMessages extends Handler implements AutoCloseable {
  private final Logger logger;
  private final List<String> messages = Collections.synchronizedList(new ArrayList<>());

  private LogMessages(Logger logger) {
    this.logger = logger;
  }

  /** Starts recording the logger of {@code type}. */
  public static LogMessages of(Class<?> type) {
    LogMessages recorded = new LogMessages(Logger.getLogger(type.getName()));
    recorded.logger.setUseParentHandlers(false);
    recorded.logger.addHandler(recorded);
    return recorded;
  }

  /** Returns the messages so far, as in {@code WARNING text}. */
  public List<String> all() {
    return List.copyOf(messages);
  }

  @Override
  public void publish(LogRecord message) {
    messages.add(
        message.getLevel()
            + " "
            + MessageFormat.format(message.getMessage(), message.getParameters()));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
