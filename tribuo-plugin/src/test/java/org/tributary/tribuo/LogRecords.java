package org.tributary.tribuo;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The messages to a class's logger, which does not print them until this is closed. */
final class LogRecords implements AutoCloseable {
  private final Logger logger;
  private final List<String> messages = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord message) {
          messages.add(message.getLevel() + " " + message.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private LogRecords(Logger logger) {
    this.logger = logger;
    logger.setUseParentHandlers(false);
    logger.addHandler(handler);
  }

  static LogRecords of(Class<?> type) {
    return new LogRecords(Logger.getLogger(type.getName()));
  }

  /** Returns each message after its level. */
  List<String> messages() {
    return messages;
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }
}
