package org.tributary.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.tributary.InterruptedCallException;
import org.tributary.internal.AtomicFile;
import org.tributary.internal.Sha256;

/**
 * Token vectors in a folder: a file for each encoder and choice of states, to which the vectors of
 * sentences are appended, and from which they are mapped.
 *
 * <pre>
 *   file    "TRIBVEC1", width as int, SHA-256 of the encoder's key, records
 *   record  SHA-256 of the sentence, steps as int, CRC-32C of all of the record but itself,
 *           steps·width numbers of 16 bits
 * </pre>
 *
 * <p>Numbers are little-endian. A reader takes the records before the first one that is cut off or
 * has another checksum, so a process that is killed, or a disk that is full, costs the records that
 * were not complete. One process or thread writes at a time: it locks a file beside, cuts off what
 * is not complete, and appends.
 *
 * @param folder the folder
 * @param maxBytes the maximum size of a file
 * @param progress is told how many sentences have vectors
 */
record VectorCache(Path folder, long maxBytes, TransformerEncoder.Progress progress) {
  private static final Logger LOGGER = System.getLogger(VectorCache.class.getName());

  private static final byte[] MAGIC = "TRIBVEC1".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH = 32;
  private static final int HEADER = MAGIC.length + Integer.BYTES + HASH;
  private static final int RECORD_HEADER = HASH + 2 * Integer.BYTES;

  /** The maximum size of a mapped part of a file. */
  private static final int MAX_MAPPED = 1 << 30;

  /** The number of words of the sentences that are computed and appended at once. */
  private static final int CHUNK_WORDS = 8192;

  /** Locks between the threads of this process, by real path; a file lock is between processes. */
  private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

  /** Checks the size. */
  VectorCache {
    if (maxBytes < 1) {
      throw new IllegalArgumentException(
          "token vectors: expected a cache of at least 1 byte, got %d".formatted(maxBytes));
    }
  }

  /** Returns the hash of a sentence. */
  private static ByteBuffer key(List<String> words) {
    MessageDigest digest = Sha256.digest();
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    for (String word : words) {
      ByteBuffer chars = ByteBuffer.allocate(Math.multiplyExact(word.length(), Character.BYTES));
      chars.asCharBuffer().put(word); // an encoder would replace unpaired surrogates
      digest.update(length.clear().putInt(chars.capacity()).flip());
      digest.update(chars);
    }
    return ByteBuffer.wrap(digest.digest());
  }

  /**
   * Returns the columns of sentences, of which those that the file lacks are computed and added.
   *
   * @param compute computes the vectors of sentences, [words, width] each
   * @throws UncheckedIOException if the file cannot be read or written; the vectors that it had
   *     stay
   * @throws InterruptedCallException if the call is interrupted
   */
  List<TokenVectorColumn> columns(
      TransformerEncoder encoder,
      List<List<String>> sentences,
      Function<List<List<String>>, List<short[]>> compute) {
    List<ByteBuffer> keys = sentences.stream().map(VectorCache::key).toList();
    Map<ByteBuffer, List<String>> distinct = new LinkedHashMap<>();
    for (int k = 0; k < keys.size(); k++) {
      distinct.put(keys.get(k), sentences.get(k));
    }
    Path path =
        folder.resolve(
            HexFormat.of().formatHex(Sha256.digest().digest(bytes(encoder.key()))).substring(0, 32)
                + ".vectors");
    try {
      createFolder();
      Map<ByteBuffer, ShortBuffer> found = new Contents(path, encoder).read();
      if (!found.keySet().containsAll(distinct.keySet())) {
        found = completed(path, encoder, distinct, compute);
      }
      Map<ByteBuffer, ShortBuffer> all = found;
      return keys.stream()
          .map(key -> new TokenVectorColumn(all.get(key), encoder.width()))
          .toList();
    } catch (ClosedByInterruptException | FileLockInterruptionException e) {
      throw new InterruptedCallException("token vectors: interrupted at the cache " + path);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "token vectors: cache %s: %s".formatted(path, AtomicFile.reason(e)), e);
    }
  }

  private void createFolder() throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException(
          "the folder cannot be created (%s); name a folder that can be written"
              .formatted(AtomicFile.reason(e)),
          e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Adds what is missing, alone of all processes and threads, and returns all records. */
  private Map<ByteBuffer, ShortBuffer> completed(
      Path path,
      TransformerEncoder encoder,
      Map<ByteBuffer, List<String>> sentences,
      Function<List<List<String>>, List<short[]>> compute)
      throws IOException {
    ReentrantLock ofThreads =
        LOCKS.computeIfAbsent(
            folder.toRealPath().resolve(path.getFileName()), p -> new ReentrantLock());
    try {
      ofThreads.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedCallException(
          "token vectors: interrupted while another thread computed them");
    }
    Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
    try (FileChannel channel =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.lock(); // until the channel is closed
      Contents contents = new Contents(path, encoder);
      Map<ByteBuffer, ShortBuffer> known = contents.read();
      if (known.keySet().containsAll(sentences.keySet())) {
        return known;
      }
      contents.makeRoom(sentences, known);
      contents.append(sentences, known, compute);
      return contents.read();
    } finally {
      ofThreads.unlock();
    }
  }

  /** The records of a file. */
  private final class Contents {
    private final Path path;
    private final int width;
    private final byte[] header;
    private long end; // of the last complete record; 0 without a header

    Contents(Path path, TransformerEncoder encoder) {
      this.path = path;
      this.width = encoder.width();
      this.header =
          ByteBuffer.allocate(HEADER)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put(MAGIC)
              .putInt(width)
              .put(Sha256.digest().digest(bytes(encoder.key())))
              .array();
    }

    /** Returns the vectors of each sentence of a complete record, [steps, width], mapped. */
    Map<ByteBuffer, ShortBuffer> read() throws IOException {
      Map<ByteBuffer, ShortBuffer> records = new LinkedHashMap<>();
      end = 0;
      if (!Files.exists(path)) {
        return records;
      }
      try (FileChannel channel = FileChannel.open(path)) {
        long size = channel.size();
        if (size < HEADER) {
          return records; // of a process that was killed while it began the file
        }
        requireHeader(channel);
        end = HEADER;
        while (end < size) {
          long before = end;
          ByteBuffer mapped =
              channel
                  .map(FileChannel.MapMode.READ_ONLY, end, Math.min(MAX_MAPPED, size - end))
                  .order(ByteOrder.LITTLE_ENDIAN);
          readRecords(mapped, records);
          if (end == before) {
            return records;
          }
        }
      }
      return records;
    }

    private void requireHeader(FileChannel channel) throws IOException {
      ByteBuffer found = ByteBuffer.allocate(HEADER);
      while (found.hasRemaining() && channel.read(found, found.position()) >= 0) {}
      if (!Arrays.equals(found.array(), header)) {
        throw new IOException(
            "expected vectors of the encoder, got other data; the file was damaged: delete it, and its vectors are computed again");
      }
    }

    /** Reads the complete records of a mapped part, from {@link #end} on, which moves. */
    private void readRecords(ByteBuffer mapped, Map<ByteBuffer, ShortBuffer> records) {
      int at = 0;
      while (mapped.capacity() - at >= RECORD_HEADER) {
        int steps = mapped.getInt(at + HASH);
        long bytes = (long) steps * width * Short.BYTES;
        if (steps < 1 || bytes > mapped.capacity() - at - RECORD_HEADER) {
          return;
        }
        ByteBuffer values = mapped.slice(at + RECORD_HEADER, (int) bytes);
        ByteBuffer key = mapped.slice(at, HASH);
        if (checksum(key, steps, values) != mapped.getInt(at + HASH + Integer.BYTES)) {
          return;
        }
        records.put(key, values.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer());
        at += RECORD_HEADER + (int) bytes;
        end += RECORD_HEADER + bytes;
      }
    }

    private long recordBytes(List<String> sentence) {
      return RECORD_HEADER + (long) sentence.size() * width * Short.BYTES;
    }

    /**
     * Drops the vectors of other sentences if the file would become too large, by a file in its
     * place; whoever has mapped the former one keeps it.
     */
    void makeRoom(Map<ByteBuffer, List<String>> sentences, Map<ByteBuffer, ShortBuffer> known)
        throws IOException {
      long needed = HEADER;
      long missing = 0;
      for (Map.Entry<ByteBuffer, List<String>> sentence : sentences.entrySet()) {
        long bytes = recordBytes(sentence.getValue());
        if (bytes > MAX_MAPPED) {
          throw new IOException(
              "expected sentences of at most %d words, got one of %d; split it"
                  .formatted(MAX_MAPPED / (width * Short.BYTES) - 1, sentence.getValue().size()));
        }
        needed += bytes;
        missing += known.containsKey(sentence.getKey()) ? 0 : bytes;
      }
      if (needed > maxBytes) {
        throw new IOException(
            "expected a limit of at least %d bytes for these sentences, got %d; raise it, or read fewer layers"
                .formatted(needed, maxBytes));
      }
      if (end + missing > maxBytes) {
        AtomicFile.write(
            path,
            to -> {
              to.write(header);
              for (Map.Entry<ByteBuffer, ShortBuffer> record : known.entrySet()) {
                if (sentences.containsKey(record.getKey())) {
                  to.write(record(record.getKey(), record.getValue().duplicate()).array());
                }
              }
            });
        known.keySet().retainAll(sentences.keySet());
        end = Files.size(path);
      }
      long free = Files.getFileStore(folder).getUsableSpace();
      if (missing > free) {
        throw new IOException(
            "expected %d bytes of free space for the vectors of these sentences, got %d; free some, or choose another folder"
                .formatted(missing, free));
      }
    }

    private ByteBuffer record(ByteBuffer key, ShortBuffer values) {
      int steps = values.remaining() / width;
      ByteBuffer bytes =
          ByteBuffer.allocate(RECORD_HEADER + values.remaining() * Short.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN);
      ByteBuffer content = bytes.slice(RECORD_HEADER, bytes.capacity() - RECORD_HEADER);
      content.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(values);
      return bytes
          .put(key.duplicate())
          .putInt(steps)
          .putInt(checksum(key, steps, content))
          .rewind();
    }

    private static int checksum(ByteBuffer key, int steps, ByteBuffer values) {
      CRC32C crc = new CRC32C();
      crc.update(key.duplicate());
      crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, steps));
      crc.update(values.duplicate());
      return (int) crc.getValue();
    }

    /**
     * Computes and appends the vectors of the sentences that are not known. A failure leaves the
     * records that were written before.
     */
    void append(
        Map<ByteBuffer, List<String>> sentences,
        Map<ByteBuffer, ShortBuffer> known,
        Function<List<List<String>>, List<short[]>> compute)
        throws IOException {
      List<Map.Entry<ByteBuffer, List<String>>> missing =
          sentences.entrySet().stream().filter(s -> !known.containsKey(s.getKey())).toList();
      int done = sentences.size() - missing.size();
      progress.encoded(done, sentences.size());
      try (FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        goToEnd(channel);
        for (int from = 0; from < missing.size(); ) {
          int to = from;
          int words = 0;
          while (to < missing.size() && words < CHUNK_WORDS) {
            words += missing.get(to++).getValue().size();
          }
          List<Map.Entry<ByteBuffer, List<String>>> chunk = missing.subList(from, to);
          List<short[]> vectors = compute.apply(chunk.stream().map(Map.Entry::getValue).toList());
          try {
            for (int k = 0; k < chunk.size(); k++) {
              write(channel, record(chunk.get(k).getKey(), ShortBuffer.wrap(vectors.get(k))));
            }
          } catch (IOException e) {
            try {
              channel.truncate(end);
            } catch (IOException closed) { // by an interrupt; the next writer cuts it off
              e.addSuppressed(closed);
            }
            throw e;
          }
          end = channel.position();
          from = to;
          progress.encoded(done + from, sentences.size());
        }
      }
    }

    /** Cuts off what follows the last complete record; begins a new file. */
    private void goToEnd(FileChannel channel) throws IOException {
      if (end > 0 && channel.size() > end) {
        LOGGER.log(
            Level.WARNING,
            "token vectors: cache {0}: {1} bytes after the last complete sentence are dropped and computed again; was a training killed, or the file damaged?",
            path,
            channel.size() - end);
      }
      channel.truncate(end).position(end);
      if (end == 0) {
        write(channel, ByteBuffer.wrap(header));
        end = HEADER;
      }
    }

    private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
