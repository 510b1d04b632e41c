package org.tributary.examples.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.TaggingService;
import org.tributary.tagger.Tokenizer;

/** The HTTP interface of a {@link TaggingService}. It owns the service. */
final class TaggingServer implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger(TaggingServer.class.getName());

  /**
   * Maximum number of threads that read requests, and of those that write answers; tagging has the
   * service's own. A client that sends or reads slowly keeps one of them. Their pools start a
   * thread only when none is idle: 128 threads would take 14 MB.
   */
  private static final int HTTP_THREADS = 64;

  /** Time to write the last answers, after the service has given up what it had not started. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

  /**
   * Connections that may wait to be accepted. Beyond it (50 by default) the system resets them, so
   * that clients would see errors at overload, not 429.
   */
  private static final int BACKLOG = 4_096;

  private static final Map<String, String> RETRY = Map.of("Retry-After", "1");

  /** The rest of the body is not read. */
  private static final Map<String, String> CLOSE = Map.of("Connection", "close");

  /** The library's name of a limit at the end of a message. */
  private static final Pattern LIMIT = Pattern.compile("(?<= raise )max[A-Z]\\w*$");

  private static final byte[] OK = "{\"status\":\"ok\"}".getBytes(UTF_8);

  /** A source of the served model, opened at the start and at each reload. */
  @FunctionalInterface
  interface ModelSource {
    /**
     * Opens the model.
     *
     * @throws IOException with a one-line reason if it cannot be opened
     */
    Tagger open() throws IOException;
  }

  /**
   * The limits of the server, and the language of its requests.
   *
   * @param maxBody the maximum size of a request's body in bytes
   * @param grace the time within which accepted requests are answered when the server stops
   * @param reload whether {@code POST /v1/reload} is allowed
   * @param language the language of text, by whose rules it is split into sentences and words
   */
  record Options(int maxBody, Duration grace, boolean reload, Locale language) {}

  private final TaggingService service;
  private final ServiceMetrics metrics;
  private final ModelSource model;
  private final Options options;
  private final Tokenizer tokenizer;
  private final HttpServer http;
  private final ExecutorService readers = Executors.newWorkStealingPool(HTTP_THREADS);
  private final ExecutorService writers = Executors.newWorkStealingPool(HTTP_THREADS);

  /** One permit is taken for each exchange that is being answered, so that a stop can wait. */
  private final Semaphore exchanges = new Semaphore(Integer.MAX_VALUE);

  private volatile boolean stopping;
  private final AtomicBoolean reloading = new AtomicBoolean();
  private final byte[] page;

  /**
   * Starts a server.
   *
   * @param service a running service with {@code metrics} as its listener
   * @param model the source of the model for a reload
   * @throws IOException if the address is in use, or cannot be bound
   */
  TaggingServer(
      InetSocketAddress address,
      TaggingService service,
      ServiceMetrics metrics,
      ModelSource model,
      Options options)
      throws IOException {
    this.service = service;
    this.metrics = metrics;
    this.model = model;
    this.options = options;
    this.tokenizer = Tokenizer.breakIterator(options.language());
    try (InputStream stream = TaggingServer.class.getResourceAsStream("index.html")) {
      this.page = stream.readAllBytes();
    }
    metrics.gaugeWaiting(service::waiting);
    this.http = HttpServer.create(address, BACKLOG);
    http.setExecutor(readers);
    http.createContext("/", this::handle);
    http.start();
  }

  /** Returns the port. */
  int port() {
    return http.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) {
    if (!enter()) {
      send(exchange, HttpAnswer.of(new HttpError(503, "the service is stopping", RETRY)));
      return;
    }
    HttpAnswer answer;
    try {
      if (exchange.getRequestURI().getPath().equals("/v1/tag")) {
        tag(exchange);
        return; // it is answered later
      }
      answer = answer(exchange);
    } catch (RuntimeException | Error | HttpError e) {
      answer = HttpAnswer.of(error(e));
    }
    finish(exchange, answer);
  }

  /** Counts a new exchange; returns false if the server is stopping. */
  private boolean enter() {
    if (!stopping) {
      exchanges.acquireUninterruptibly();
      if (!stopping) {
        return true;
      }
      exchanges.release();
    }
    return false;
  }

  /** Sends the answer to an exchange that was entered. */
  private void finish(HttpExchange exchange, HttpAnswer answer) {
    try {
      send(exchange, answer);
    } finally {
      exchanges.release();
    }
  }

  private void send(HttpExchange exchange, HttpAnswer answer) {
    metrics.responded(answer.status());
    answer.send(exchange);
  }

  private HttpAnswer answer(HttpExchange exchange) throws HttpError {
    String path = exchange.getRequestURI().getPath();
    return switch (path) {
      case "/" -> answer(exchange, "text/html; charset=utf-8", page);
      // the model is warm before the server starts, and closed after it has stopped
      case "/health", "/ready" -> answer(exchange, HttpAnswer.JSON, OK);
      case "/metrics" -> answer(exchange, ServiceMetrics.CONTENT_TYPE, metrics.text());
      case "/v1/reload" -> reload(exchange);
      default ->
          throw new HttpError(
              404, "expected /, /v1/tag, /v1/reload, /health, /ready or /metrics, got " + path);
    };
  }

  private static HttpAnswer answer(HttpExchange exchange, String type, byte[] body)
      throws HttpError {
    require(exchange, "GET", "HEAD");
    return HttpAnswer.ok(type, body);
  }

  private static void require(HttpExchange exchange, String... methods) throws HttpError {
    String allowed = String.join(", ", methods);
    if (!List.of(methods).contains(exchange.getRequestMethod())) {
      throw new HttpError(
          405,
          "expected %s, got %s".formatted(allowed, exchange.getRequestMethod()),
          Map.of("Allow", allowed));
    }
  }

  /**
   * Reads a request's body.
   *
   * @throws HttpError with status 413 if it is larger than the server allows, with 400 if it is
   *     incomplete or takes longer
   */
  private byte[] body(HttpExchange exchange) throws HttpError {
    InputStream stream = exchange.getRequestBody();
    try {
      byte[] body = stream.readNBytes(options.maxBody());
      if (stream.read() < 0) {
        return body;
      }
    } catch (IOException e) { // the client sends wrong chunks, takes too long, or has gone
      throw new HttpError(
          400, "expected a body as its headers declare, got " + e.getMessage(), CLOSE);
    }
    throw new HttpError(
        413,
        "expected a body of at most %d bytes; send fewer sentences at once"
            .formatted(options.maxBody()),
        CLOSE);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the handler logs every failure
  private void tag(HttpExchange exchange) throws HttpError {
    require(exchange, "POST");
    TagRequest request = TagRequest.parse(body(exchange), tokenizer);
    service
        .submitAll(request.sentences())
        .whenCompleteAsync(
            (taggings, failure) ->
                finish(
                    exchange,
                    failure == null ? answer(request, taggings) : HttpAnswer.of(error(failure))),
            writers);
  }

  private HttpAnswer answer(TagRequest request, List<Tagging> taggings) {
    try {
      return HttpAnswer.json(request.distributions(), stream -> request.write(taggings, stream));
    } catch (RuntimeException | Error e) {
      return HttpAnswer.of(error(e));
    }
  }

  private HttpAnswer reload(HttpExchange exchange) throws HttpError {
    require(exchange, "POST");
    if (!options.reload()) {
      throw new HttpError(403, "the service was started without --allow-reload");
    }
    // the server's time to send a request ends with its body, and a large model takes longer to
    // open
    body(exchange);
    if (!reloading.compareAndSet(false, true)) {
      throw new HttpError(409, "the model is being reloaded; try again later", RETRY);
    }
    try {
      replaceWith(model.open());
    } catch (IOException | IllegalArgumentException e) {
      LOGGER.log(System.Logger.Level.WARNING, "the model was not reloaded: {0}", e.getMessage());
      throw new HttpError(500, e.getMessage());
    } finally {
      reloading.set(false);
    }
    return HttpAnswer.ok(HttpAnswer.JSON, OK);
  }

  /** Replaces the served model; closes the opened one if it does not tag. */
  private void replaceWith(Tagger opened) throws HttpError {
    try {
      service.replaceWith(opened);
    } catch (RuntimeException | Error e) {
      opened.close();
      if (stopping) {
        throw new HttpError(503, "the service is stopping", RETRY);
      }
      LOGGER.log(System.Logger.Level.ERROR, "the reloaded model failed", e);
      throw new HttpError(
          500,
          "expected a model that tags, got: %s; the service keeps the former one"
              .formatted(e.getMessage()));
    }
  }

  private HttpError error(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof HttpError error) {
      return error;
    }
    if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
      return new HttpError(400, withOption(cause.getMessage()));
    }
    if (cause instanceof RejectedExecutionException) {
      return new HttpError(stopping ? 503 : 429, withOption(cause.getMessage()), RETRY);
    }
    if (cause instanceof TimeoutException) {
      return new HttpError(503, cause.getMessage(), RETRY);
    }
    LOGGER.log(System.Logger.Level.ERROR, "a request failed", cause);
    return new HttpError(500, "the service failed; its log has the reason");
  }

  /** Returns a message of the library that names the option of a limit, such as --max-queue. */
  private static String withOption(String message) {
    return LIMIT
        .matcher(message)
        .replaceAll(
            limit -> "--" + limit.group().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
  }

  /**
   * Refuses further requests, answers those that were accepted, and closes the service. A request
   * that has not been started when the time of grace ends is answered with 503.
   */
  @Override
  public void close() {
    stopping = true;
    awaitAnswers(options.grace());
    service.close(Duration.ZERO);
    awaitAnswers(LAST_ANSWERS);
    http.stop(0);
    readers.shutdown();
    writers.shutdown();
  }

  /** Waits until all exchanges are answered, for at most a time. */
  private void awaitAnswers(Duration time) {
    try {
      if (exchanges.tryAcquire(Integer.MAX_VALUE, time.toNanos(), TimeUnit.NANOSECONDS)) {
        exchanges.release(Integer.MAX_VALUE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
