package org.tributary.examples.bench.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.tributary.examples.job.JobException;

/** Calls of a running {@code examples/service} over HTTP. */
final class HttpCalls {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI tag;
  private final URI reload;

  /**
   * @param service root of the service, such as {@code http://localhost:8080/}
   */
  HttpCalls(URI service) {
    this.tag = service.resolve("v1/tag");
    this.reload = service.resolve("v1/reload");
  }

  /** Sends a sentence and returns the status of the answer. */
  int tag(List<String> sentence) throws IOException, InterruptedException {
    try {
      return client.send(request(sentence), BodyHandlers.ofByteArray()).statusCode();
    } catch (ConnectException e) { // without a message of its own
      throw new JobException(
          "%s: expected a service there, got no connection; start it, or give its --url"
              .formatted(tag));
    }
  }

  /** Sends a sentence and fails unless it is tagged. */
  void requireTagged(List<String> sentence) throws IOException, InterruptedException {
    int status = tag(sentence);
    if (status != OK) {
      throw new JobException("%s: expected status 200, got %d".formatted(tag, status));
    }
  }

  /** Sends a sentence without waiting; the future answer is its status. */
  CompletableFuture<Integer> submit(List<String> sentence) {
    return client
        .sendAsync(request(sentence), BodyHandlers.ofByteArray())
        .thenApply(answer -> answer.statusCode());
  }

  /** Lets the service replace its model by the one in its file. */
  void reload() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(reload).POST(BodyPublishers.noBody()).build();
    var answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != OK) {
      throw new JobException(
          "%s: expected status 200, got %d: %s"
              .formatted(reload, answer.statusCode(), answer.body().strip()));
    }
  }

  private HttpRequest request(List<String> sentence) {
    try {
      byte[] body = JSON.writeValueAsBytes(Map.of("tokens", sentence));
      return HttpRequest.newBuilder(tag).POST(BodyPublishers.ofByteArray(body)).build();
    } catch (IOException e) {
      throw new UncheckedIOException("strings can be written as JSON", e);
    }
  }
}
