package org.tributary.examples.service;

import org.tributary.examples.console.ProcessSetup;

/** The main class of the service. */
public final class Main {
  private Main() {}

  public static void main(String... arguments) {
    // without it the JDK's server delays every answer by 40 ms (JDK-6968351)
    setByDefault("sun.net.httpserver.nodelay", "true");
    // the JDK's server closes connections beyond this number (200 by default) after their answers;
    // a client that is about to send its next request on one gets no answer
    setByDefault("sun.net.httpserver.maxIdleConnections", "10000");
    // seconds to send a request, and from its end to the answer's end; else without limit, so that
    // slow clients would keep the server's threads
    setByDefault("sun.net.httpserver.maxReqTime", "10");
    setByDefault("sun.net.httpserver.maxRspTime", "120");
    System.exit(ServiceCommand.run(ProcessSetup.open(), arguments));
  }

  private static void setByDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
