package org.tributary.internal.checkpoint;

import java.io.BufferedInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.tributary.internal.file.AtomicFile;
import org.tributary.internal.file.Sha256;
import org.tributary.train.TrainingException;

/**
 * A checkpoint file: a header of 20 bytes (magic, version, content length), the content (see {@link
 * CheckpointCodec}) and its SHA-256. Numbers are big-endian.
 */
public final class CheckpointFile {
  private static final byte[] MAGIC = {'T', 'R', 'I', 'B', 'C', 'K', 'P', 'T'};
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 20;
  private static final int HASH_BYTES = 32;

  private final Path path;

  /** Creates a reference to the checkpoint file at {@code path}, which need not exist. */
  public CheckpointFile(Path path) {
    this.path = path;
  }

  /** Returns whether the file exists. */
  public boolean exists() {
    return Files.exists(path);
  }

  /**
   * Writes {@code checkpoint} atomically by {@link AtomicFile}: a reader sees the old or the new
   * checkpoint whole, even after a crash or with concurrent writers.
   *
   * @throws UncheckedIOException if writing fails
   */
  public void write(Checkpoint checkpoint) {
    try {
      long length = length(checkpoint);
      AtomicFile.write(
          path,
          file -> {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            file.write(header.put(MAGIC).putInt(VERSION).putLong(length).array());
            MessageDigest hash = Sha256.digest();
            write(checkpoint, new DigestOutputStream(file, hash));
            file.write(hash.digest());
          });
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static void write(Checkpoint checkpoint, OutputStream to) throws IOException {
    DataOutputStream out = new DataOutputStream(to);
    CheckpointCodec.write(checkpoint, out);
    out.flush();
  }

  /** Returns the length of the content in bytes. */
  private static long length(Checkpoint checkpoint) throws IOException {
    LongAdder length = new LongAdder();
    write(
        checkpoint,
        new OutputStream() {
          @Override
          public void write(int one) {
            length.increment();
          }

          @Override
          public void write(byte[] bytes, int from, int count) {
            length.add(count);
          }
        });
    return length.sum();
  }

  /**
   * Reads the checkpoint.
   *
   * @throws TrainingException if the file is not a checkpoint, has another version, or is truncated
   *     or altered
   * @throws UncheckedIOException if reading fails
   */
  public Checkpoint read() {
    try {
      long length = checkedLength();
      requireHash(length);
      try (InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
        file.skipNBytes(HEADER_BYTES);
        return CheckpointCodec.read(new BoundedInput(file, length));
      }
    } catch (BoundedInput.InvalidException e) {
      throw invalid(e.getMessage() + "; it was altered, or is not whole");
    } catch (EOFException e) {
      throw invalid("it ends early; was it cut short while it was read?");
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint %s: cannot be read".formatted(path), e);
    }
  }

  private long checkedLength() throws IOException {
    long size = Files.size(path);
    if (size < HEADER_BYTES + HASH_BYTES) {
      throw invalid(
          "expected at least %d bytes, got %d; was it cut short?"
              .formatted(HEADER_BYTES + HASH_BYTES, size));
    }
    try (InputStream in = Files.newInputStream(path)) {
      ByteBuffer header = ByteBuffer.wrap(in.readNBytes(HEADER_BYTES));
      byte[] magic = new byte[MAGIC.length];
      header.get(magic);
      if (!Arrays.equals(magic, MAGIC)) {
        throw new TrainingException(
            "checkpoint %s: expected a file that begins with TRIBCKPT, got another; give a file of its own to the checkpoints"
                .formatted(path));
      }
      int version = header.getInt();
      if (version != VERSION) {
        throw invalid(
            "expected version %d, got %d; was it written by another release?"
                .formatted(VERSION, version));
      }
      long length = header.getLong();
      if (length != size - HEADER_BYTES - HASH_BYTES) {
        throw invalid(
            "expected %d bytes of content, got %d; was it cut short or altered?"
                .formatted(length, size - HEADER_BYTES - HASH_BYTES));
      }
      return length;
    }
  }

  private void requireHash(long length) throws IOException {
    MessageDigest hash = Sha256.digest();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      in.skipNBytes(HEADER_BYTES);
      DigestInputStream content = new DigestInputStream(in, hash);
      byte[] chunk = new byte[1 << 16];
      for (long remaining = length; remaining > 0; ) {
        int read = content.read(chunk, 0, (int) Math.min(remaining, chunk.length));
        if (read < 0) {
          throw invalid("it ends early; was it cut short while it was read?");
        }
        remaining -= read;
      }
      if (!Arrays.equals(in.readNBytes(HASH_BYTES), hash.digest())) {
        throw invalid("its content does not match its SHA-256; it was altered");
      }
    }
  }

  private TrainingException invalid(String reason) {
    return new TrainingException(
        "checkpoint %s: %s; delete it to start over".formatted(path, reason));
  }
}
