package org.tributary.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tributary.internal.HalfPrecision;
import org.tributary.internal.LongestFirst;
import org.tributary.internal.TaskPool;

/**
 * An open encoder: its model in ONNX Runtime, and its tokenizer. All users of equal files share
 * one, which is closed with the last of them. Thread-safe.
 */
final class EncoderSession implements AutoCloseable {
  /**
   * The number of pieces, with padding, of a batch of several sentences. More are slower: with 512
   * an encoder of 6 layers of 384 reads 1.2 times the words per second that it reads with 2,048.
   */
  private static final int BATCH_PIECES = 512;

  /** The open sessions by the hashes of their files. */
  private static final Map<String, EncoderSession> OPEN = new HashMap<>();

  private final String key;
  private final EncoderModel files;
  private final WordPieceTokenizer tokenizer;
  private final OnnxModel model;
  private int users; // guarded by OPEN

  private EncoderSession(String key, TransformerEncoder encoder) throws IOException {
    this.key = key;
    this.files = EncoderModel.read(encoder);
    this.tokenizer = files.tokenizer();
    this.model =
        OnnxModel.load(
            files.withStates(),
            new OnnxModel.Use(
                "compute token vectors",
                "",
                "the encoder " + encoder.model().requirePath(),
                "is it a complete ONNX file, and its opset one that this ONNX Runtime knows?"));
  }

  /**
   * Returns the session of an encoder's files, open until its last user closes it.
   *
   * @throws IllegalArgumentException if a file is not supported or was changed
   * @throws IllegalStateException if ONNX Runtime is absent or refuses the file
   * @throws UncheckedIOException if a file cannot be read
   */
  static EncoderSession open(TransformerEncoder encoder) {
    synchronized (OPEN) {
      String key = encoder.model().sha256() + encoder.tokenizer().sha256();
      EncoderSession session = OPEN.get(key);
      if (session == null) {
        try {
          session = new EncoderSession(key, encoder);
        } catch (IOException e) {
          throw new UncheckedIOException("token vectors: " + e.getMessage(), e);
        }
        OPEN.put(key, session);
      }
      session.users++;
      return session;
    }
  }

  /** Returns the number of open sessions of this process. */
  static int openCount() {
    synchronized (OPEN) {
      return OPEN.size();
    }
  }

  /** Closes the session with its last user. */
  @Override
  public void close() {
    synchronized (OPEN) {
      if (--users == 0) {
        OPEN.remove(key);
        model.close();
      }
    }
  }

  /** The pieces of a sentence, and the word of each. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Pieces(int[] ids, int[] words, int wordCount) {}

  private Pieces pieces(List<String> sentence) {
    List<int[]> ofWords = sentence.stream().map(tokenizer::pieces).toList();
    return new Pieces(
        ofWords.stream().flatMapToInt(Arrays::stream).toArray(),
        IntStream.range(0, sentence.size())
            .flatMap(word -> IntStream.generate(() -> word).limit(ofWords.get(word).length))
            .toArray(),
        sentence.size());
  }

  /**
   * Computes the token vectors of sentences.
   *
   * @return [words, K·E] of each sentence, numbers of 16 bits
   * @throws org.tributary.InterruptedCallException if the call is interrupted
   */
  List<short[]> encode(List<List<String>> sentences, TransformerEncoder encoder) {
    List<Pieces> all = sentences.stream().map(this::pieces).toList();
    int capacity = files.window() - tokenizer.prefix().length - tokenizer.suffix().length;
    List<Integer> byLength = LongestFirst.of(all.size(), k -> all.get(k).ids().length);
    List<List<Integer>> batches = new ArrayList<>();
    for (int from = 0; from < byLength.size(); ) {
      int longest = all.get(byLength.get(from)).ids().length;
      int rows =
          files.isDynamic() || longest > capacity
              ? 1
              : Math.max(1, BATCH_PIECES / (longest + files.window() - capacity));
      int to = Math.min(from + rows, byLength.size());
      batches.add(byLength.subList(from, to));
      from = to;
    }
    return LongestFirst.map(
        batches, batch -> encodeBatch(batch.stream().map(all::get).toList(), capacity, encoder));
  }

  private List<short[]> encodeBatch(List<Pieces> batch, int capacity, TransformerEncoder encoder) {
    List<Pooled> pooled = batch.stream().map(pieces -> new Pooled(pieces, encoder)).toList();
    List<List<Window>> windows =
        batch.stream().map(pieces -> Window.of(pieces.ids().length, capacity)).toList();
    for (int k = 0; k < windows.get(0).size(); k++) { // several of a single sentence alone
      int window = k;
      TaskPool.requireUninterrupted(k, windows.get(0).size());
      run(batch, windows.stream().map(all -> all.get(window)).toList(), encoder, pooled);
    }
    return pooled.stream().map(Pooled::vectors).toList();
  }

  /**
   * A part of a sequence that the encoder reads at once.
   *
   * @param from the first piece
   * @param to the piece after the last
   * @param useFrom the first piece whose states are those of this window
   * @param useTo the piece after the last of them
   */
  record Window(int from, int to, int useFrom, int useTo) {
    /**
     * Returns the windows of a sequence, a single one if the sequence fits. Neighbours share at
     * least half of their pieces; the states of a shared piece are those of the window that has
     * more pieces on its nearer side.
     */
    static List<Window> of(int pieces, int capacity) {
      int stride = Math.max(1, capacity / 2);
      List<Integer> starts = new ArrayList<>();
      for (int start = 0; start + capacity < pieces; start += stride) {
        starts.add(start);
      }
      starts.add(Math.max(0, pieces - capacity));
      List<Window> windows = new ArrayList<>();
      int used = 0;
      for (int k = 0; k < starts.size(); k++) {
        int from = starts.get(k);
        int to = Math.min(pieces, from + capacity);
        int end = k + 1 == starts.size() ? pieces : (to + starts.get(k + 1)) / 2;
        windows.add(new Window(from, to, used, end));
        used = end;
      }
      return windows;
    }
  }

  /** Runs the encoder on one window of each sequence, and pools the states that are used. */
  private void run(
      List<Pieces> batch, List<Window> windows, TransformerEncoder encoder, List<Pooled> pooled) {
    List<int[]> sequences = new ArrayList<>();
    for (int n = 0; n < batch.size(); n++) {
      Window window = windows.get(n);
      sequences.add(
          tokenizer.withSpecialTokens(
              Arrays.stream(batch.get(n).ids(), window.from(), window.to())));
    }
    List<String> states = encoder.layers().stream().map(files::states).toList();
    Map<String, OnnxModel.Values> outputs = model.run(files.tensors(sequences), states);
    int length = sequences.stream().mapToInt(pieces -> pieces.length).max().orElseThrow();
    int before = tokenizer.prefix().length;
    int size = encoder.hiddenSize();
    for (int k = 0; k < states.size(); k++) {
      OnnxModel.Values output = outputs.get(states.get(k));
      if (!output.shape().equals(List.of(batch.size(), length, size))) {
        throw new IllegalStateException(
            "token vectors: expected states of shape %s at layer %d of the encoder, got %s; is it a transformer whose nodes are named by their layers?"
                .formatted(
                    List.of(batch.size(), length, size), encoder.layers().get(k), output.shape()));
      }
      for (int n = 0; n < batch.size(); n++) {
        Window window = windows.get(n);
        int first = n * length + before - window.from();
        for (int piece = window.useFrom(); piece < window.useTo(); piece++) {
          pooled.get(n).add(piece, k, (float[]) output.values(), (first + piece) * size);
        }
      }
    }
  }

  /** The pooled states of a sentence's words, numbers of 16 bits. */
  private static final class Pooled {
    private final Pieces pieces;
    private final PiecePooling pooling;
    private final int size; // E
    private final int width; // K·E
    private final int[] counts; // of each word's pieces
    private final short[] halves; // [words, K·E]
    private final int[] scratch;
    private float[] sums = new float[0]; // [words, K·E] of words with several pieces

    Pooled(Pieces pieces, TransformerEncoder encoder) {
      this.pieces = pieces;
      this.pooling = encoder.pooling();
      this.size = encoder.hiddenSize();
      this.width = encoder.width();
      this.halves = new short[Math.multiplyExact(pieces.wordCount(), width)];
      this.scratch = new int[width];
      this.counts = new int[pieces.wordCount()];
      for (int word : pieces.words()) {
        counts[word]++;
      }
    }

    /**
     * Takes the state of a piece at the {@code k}-th layer: adds it to the sum of a word of several
     * pieces whose mean is read, and rounds that of any other word at once.
     */
    void add(int piece, int k, float[] states, int at) {
      int word = pieces.words()[piece];
      int to = word * width + k * size;
      if (pooling == PiecePooling.MEAN && counts[word] > 1) {
        if (sums.length == 0) {
          sums = new float[halves.length];
        }
        for (int e = 0; e < size; e++) {
          sums[to + e] += states[at + e];
        }
      } else if (piece == 0 || pieces.words()[piece - 1] != word) { // the word's first
        encode(states, at, size, to);
      }
    }

    private void encode(float[] states, int at, int count, int to) {
      if (!HalfPrecision.encode(states, at, count, halves, to, scratch)) {
        throw new IllegalStateException(
            "token vectors: expected states of at most %.0f, which 16 bits hold, got a larger one or NaN for word %d of a sentence; is the encoder's file damaged?"
                .formatted(HalfPrecision.MAX, to / width + 1));
      }
    }

    short[] vectors() {
      for (int word = 0; word < counts.length && sums.length > 0; word++) {
        if (pooling == PiecePooling.MEAN && counts[word] > 1) {
          int from = word * width;
          for (int k = from; k < from + width; k++) {
            sums[k] /= counts[word];
          }
          encode(sums, from, width, from);
        }
      }
      return halves;
    }
  }
}
