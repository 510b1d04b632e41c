package org.tributary.examples.service;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.tributary.examples.command.AppCommand;
import org.tributary.examples.command.CommandRunner;
import org.tributary.examples.command.VersionProvider;
import org.tributary.examples.console.Console;
import org.tributary.examples.option.DebugOption;
import org.tributary.examples.option.ThreadsOption;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggingService;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that serves a model until the process is asked to stop. */
@Command(
    name = "tributary-service",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    sortOptions = false,
    description = "Serves a tagger over HTTP.")
final class ServiceCommand extends AppCommand {
  private static final int MAX_PORT = 65_535;
  private static final int BATCH_SENTENCES = 128;
  private static final int SENTENCES_OF_WARM_UP = 16;
  private static final int WORDS_OF_WARM_UP = 30;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Tagger file: .tributary or .tribuo.")
  private Path model;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      paramLabel = "HOST",
      description = "Address to listen at; 0.0.0.0 for all. Default: ${DEFAULT-VALUE}.")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "8080",
      paramLabel = "PORT",
      description = "Port to listen at; 0 for any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      description =
          "Language of the requests' text, such as de or fr-CA, by whose rules it is split into"
              + " sentences and words, as by tributary tag --tokenize. Default: en.")
  private String language;

  @Mixin private ThreadsOption threads;

  @Option(
      names = "--warm-up",
      defaultValue = "2",
      paramLabel = "SECONDS",
      description =
          "Whole seconds to tag sentences of made-up words before the service listens, so that the"
              + " JVM has compiled much of the code before the first request; 0 for none. Default:"
              + " ${DEFAULT-VALUE}.")
  private int warmUp;

  @Option(
      names = "--max-queue",
      defaultValue = "1000",
      paramLabel = "SENTENCES",
      description = "Sentences that may wait; further ones get 429. Default: ${DEFAULT-VALUE}.")
  private int maxQueue;

  @Option(
      names = "--max-tokens",
      defaultValue = "2000",
      paramLabel = "TOKENS",
      description = "Maximum tokens of a sentence. Default: ${DEFAULT-VALUE}.")
  private int maxTokens;

  @Option(
      names = "--max-batch",
      paramLabel = "TOKENS",
      description =
          "Maximum tokens of a batch; a longer request is a batch of its own. Default: 8192, or 512"
              + " with token vectors.")
  private Optional<Integer> maxBatch = Optional.empty();

  @Option(
      names = "--max-token-length",
      defaultValue = "1000",
      paramLabel = "CHARS",
      description = "Maximum length of a token. Default: ${DEFAULT-VALUE}.")
  private int maxTokenLength;

  @Option(
      names = "--max-body",
      defaultValue = "1048576",
      paramLabel = "BYTES",
      description = "Bytes of a request's body; larger ones get 413. Default: ${DEFAULT-VALUE}.")
  private int maxBody;

  @Option(
      names = "--deadline",
      paramLabel = "MS",
      description = "Milliseconds to answer a request; later ones get 503. Default: no limit.")
  private Optional<Integer> deadline = Optional.empty();

  @Option(
      names = "--grace",
      defaultValue = "10",
      paramLabel = "SECONDS",
      description = "Seconds to answer accepted requests at shutdown. Default: ${DEFAULT-VALUE}.")
  private int grace;

  @Option(names = "--allow-reload", description = "Let POST /v1/reload open the model file again.")
  private boolean reload;

  @Mixin private DebugOption debug;

  /**
   * Runs the service until the process is asked to stop.
   *
   * @return the exit code: 0 for success, 1 if the service cannot start, 2 for wrong usage
   */
  static int run(Console console, String... arguments) {
    ServiceCommand service = new ServiceCommand();
    return CommandRunner.run(console, new CommandLine(service), service.debug, arguments);
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > MAX_PORT) {
      throw wrongUsage("--port: expected 0 to %d, got %d".formatted(MAX_PORT, port));
    }
    threads.check();
    requireAtLeast("--warm-up", 0, warmUp);
    requirePositive("--max-queue", maxQueue);
    requirePositive("--max-tokens", maxTokens);
    requirePositive("--max-token-length", maxTokenLength);
    requirePositive("--max-body", maxBody);
    deadline.ifPresent(ms -> requirePositive("--deadline", ms));
    requireAtLeast("--grace", 0, grace);
    maxBatch.ifPresent(tokens -> requirePositive("--max-batch", tokens));
    Locale locale = language("--language", language);
    threads.apply();
    ServiceMetrics metrics = new ServiceMetrics();
    TaggingServer.ModelSource source = () -> Tagger.load(model);
    TaggingServer.Options options =
        new TaggingServer.Options(maxBody, Duration.ofSeconds(grace), reload, locale);
    TaggingServer server = start(service(source.open(), metrics), metrics, source, options);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  server.close();
                  stopped.countDown();
                },
                "stop-service"));
    console.say("serving %s at http://%s:%d/", model, host, server.port());
    stopped.await();
    return 0;
  }

  /** Starts a service that owns the tagger, which is closed if its start fails. */
  private TaggingService service(Tagger tagger, ServiceMetrics metrics) {
    try {
      TaggingService.Builder builder =
          TaggingService.of(tagger)
              .maxQueue(maxQueue)
              .maxTokens(maxTokens)
              .maxTokenLength(maxTokenLength)
              .listener(metrics);
      maxBatch.ifPresent(tokens -> builder.maxBatch(BATCH_SENTENCES, tokens));
      deadline.ifPresent(ms -> builder.deadline(Duration.ofMillis(ms)));
      tagMadeUpSentences(tagger, warmUp);
      return builder.start();
    } catch (RuntimeException | Error e) {
      tagger.close();
      throw e;
    }
  }

  /** Tags sentences of new words, alone and in lists, for some seconds, and clears the caches. */
  static void tagMadeUpSentences(Tagger tagger, int seconds) {
    Random random = new Random(1);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      List<List<String>> sentences =
          Stream.generate(() -> madeUpSentence(random)).limit(SENTENCES_OF_WARM_UP).toList();
      tagger.tagAll(sentences);
      tagger.tag(sentences.get(0));
    }
    tagger.cache().clear();
  }

  private static List<String> madeUpSentence(Random random) {
    return Stream.generate(() -> Integer.toString(random.nextInt(1_000_000), Character.MAX_RADIX))
        .limit(1 + random.nextInt(WORDS_OF_WARM_UP))
        .toList();
  }

  private TaggingServer start(
      TaggingService service,
      ServiceMetrics metrics,
      TaggingServer.ModelSource source,
      TaggingServer.Options options)
      throws IOException {
    try {
      return new TaggingServer(
          new InetSocketAddress(host, port), service, metrics, source, options);
    } catch (IOException | UnresolvedAddressException e) {
      service.close();
      throw new IOException(
          "--host, --port: expected a free address of this machine, got %s:%d: %s"
              .formatted(
                  host, port, e.getMessage() == null ? "the host is unknown" : e.getMessage()),
          e);
    }
  }
}
