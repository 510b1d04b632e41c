package org.tributary.examples.workshop;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tributary.examples.job.JobException;
import org.tributary.onnx.EncoderModel;
import org.tributary.onnx.TransformerVectors;
import org.tributary.tagger.WordTagger;

/**
 * The encoder of a tagger's token vectors alone, on pieces that were made before: no sentence gets
 * a label. A run uses one thread; as many batches run at once as there are threads.
 */
final class OnnxEncoder extends OnnxPeer {
  /** The pieces of a batch, the fastest of 256, 512, 1,024 and 2,048. */
  private static final int BATCH_PIECES = 512;

  private final Map<List<String>, int[]> pieces;
  private final boolean oneByOne;

  private OnnxEncoder(byte[] file, Map<List<String>, int[]> pieces, boolean oneByOne) {
    super(file, 1);
    this.pieces = pieces;
    this.oneByOne = oneByOne;
  }

  /**
   * Loads the encoder of a tagger.
   *
   * @param sentences the sentences that it will read
   * @param oneByOne whether each is a batch of its own
   * @throws JobException if the tagger has none, or a sentence is too long for a batch
   */
  static OnnxEncoder of(WordTagger tagger, List<List<String>> sentences, boolean oneByOne)
      throws IOException {
    TransformerVectors vectors =
        tagger.definition().inputs().all().stream()
            .filter(TransformerVectors.class::isInstance)
            .map(TransformerVectors.class::cast)
            .findFirst()
            .orElseThrow(
                () ->
                    new JobException(
                        "expected a tagger with token vectors, got one without; train it with --token-vectors"));
    EncoderModel encoder = EncoderModel.read(vectors.encoder());
    Map<List<String>, int[]> pieces = new HashMap<>();
    for (List<String> sentence : sentences) {
      int[] ids =
          Stream.of(
                  encoder.prefix().stream(),
                  encoder.pieces(sentence).stream().flatMap(List::stream),
                  encoder.suffix().stream())
              .flatMap(each -> each)
              .mapToInt(Integer::intValue)
              .toArray();
      if (ids.length > BATCH_PIECES) {
        throw new JobException(
            "expected sentences of at most %d pieces, got one of %d; the tagger reads it in windows"
                .formatted(BATCH_PIECES, ids.length));
      }
      pieces.put(sentence, ids);
    }
    byte[] file = Files.readAllBytes(vectors.files().get(0).path().orElseThrow());
    return new OnnxEncoder(file, pieces, oneByOne);
  }

  @Override
  public List<List<String>> tag(List<List<String>> sentences) {
    List<int[]> byLength =
        sentences.stream()
            .map(pieces::get)
            .sorted(Comparator.comparingInt(ids -> -ids.length))
            .toList();
    List<List<int[]>> batches = new ArrayList<>();
    for (int from = 0; from < byLength.size(); ) {
      int rows = oneByOne ? 1 : Math.max(1, BATCH_PIECES / byLength.get(from).length);
      int to = Math.min(from + rows, byLength.size());
      batches.add(byLength.subList(from, to));
      from = to;
    }
    if (batches.size() == 1) {
      run(batches.get(0)); // a sentence is timed without the start of threads
    } else {
      Bench.onAllThreads(batches, this::run);
    }
    return List.of();
  }

  /** Runs a batch, padded to its longest sentence, the first. */
  private int run(List<int[]> batch) {
    int length = batch.get(0).length;
    long[] ids = new long[batch.size() * length];
    long[] mask = new long[ids.length];
    for (int n = 0; n < batch.size(); n++) {
      for (int k = 0; k < batch.get(n).length; k++) {
        ids[n * length + k] = batch.get(n)[k];
        mask[n * length + k] = 1;
      }
    }
    long[] shape = {batch.size(), length};
    run(Map.of(
            "input_ids", new Numbers(ids, shape),
            "attention_mask", new Numbers(mask, shape),
            "token_type_ids", new Numbers(new long[ids.length], shape)))
        .close();
    return batch.size();
  }
}
