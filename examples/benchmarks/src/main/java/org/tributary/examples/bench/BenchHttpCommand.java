package org.tributary.examples.bench;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.serving.HttpBench;
import org.tributary.examples.console.Console;
import org.tributary.examples.option.Numbers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code http} command: loads a running service. */
@Command(
    name = "http",
    description =
        "Load a running tributary-service with single sentences: full load by clients that wait for"
            + " their answers, half of that rate, three times that rate, full load again, and full load"
            + " while the model is replaced. Latencies in ms; at a fixed rate they count from the time"
            + " a request was due. Fails if a request is lost or gets an answer other than its tags, or"
            + " 429 at overload.",
    footer = {
      "",
      "Examples:",
      "  java -jar examples/service/target/tributary-service.jar --model ewt-upos.tribuo"
          + " --allow-reload",
      "  bench http --url http://localhost:8080/ --input en_ewt-ud-dev.conllu --replacements 200",
    })
final class BenchHttpCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--url",
      defaultValue = "http://localhost:8080/",
      paramLabel = "URL",
      description = "Root of the service. Default: ${DEFAULT-VALUE}")
  private URI url;

  @Mixin private TextOption text;
  @Mixin private LoadOptions load;

  @Option(
      names = "--replacements",
      defaultValue = "0",
      paramLabel = "N",
      description = "Replacements of the model under load. Default: ${DEFAULT-VALUE}.")
  private int replacements;

  @Mixin private ResultFiles files;

  BenchHttpCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    load.check();
    if (replacements != 0) {
      new Numbers(command).requirePositive("--replacements", replacements);
    }
    if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
      throw new ParameterException(
          command.commandLine(), "--url: expected http://HOST:PORT/, got '%s'".formatted(url));
    }
    files.check();
    List<List<String>> sentences = text.sentences();
    files.write(
        new HttpBench(url, sentences, load.clients(), load.seconds(), replacements)
            .run(line -> console.say("%s", line)));
    return 0;
  }
}
