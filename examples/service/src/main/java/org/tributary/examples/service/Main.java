package org.tributary.examples.service;

import java.util.Locale;
import picocli.CommandLine;

/** The main class of the service. */
public final class Main {
  private Main() {}

  public static void main(String... arguments) {
    // Tribuo and TensorFlow Java format names in the default locale and do not find them in others
    Locale.setDefault(Locale.ROOT);
    // without it the JDK's server delays every answer by 40 ms (JDK-6968351)
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
    System.exit(
        new CommandLine(new ServiceCommand())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  command.getErr().println("tributary-service: " + failure.getMessage());
                  return command.getCommandSpec().exitCodeOnExecutionException();
                })
            .execute(arguments));
  }
}
