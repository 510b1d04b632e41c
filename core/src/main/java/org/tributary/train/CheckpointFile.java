package org.tributary.train;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
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
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.tributary.file.AtomicFile;

/**
 * Checkpoints in files: a header of 20 bytes (magic, version, the content's length), the content
 * (see {@link CheckpointCodec}) and its SHA-256. Numbers are big-endian.
 */
public final class CheckpointFile {
  private static final byte[] MAGIC = {'T', 'R', 'I', 'B', 'C', 'K', 'P', 'T'};
  private static final int VERSION = 1;
  private static final int HEADER = 20;
  private static final int HASH = 32;

  private final Path path;

  /** The checkpoint at {@code path}, which need not be there yet. */
  public CheckpointFile(Path path) {
    this.path = path;
  }

  /** Whether there is a file. */
  public boolean exists() {
    return Files.exists(path);
  }

  /**
   * Checks that there can be a file, before a run works for one.
   *
   * @throws TrainingException if its folder is not there, or it is a folder itself
   */
  public void requirePlace() {
    try {
      AtomicFile.requirePlace(path);
    } catch (IOException e) {
      throw new TrainingException("checkpoint %s: %s".formatted(path, e.getMessage()));
    }
  }

  /**
   * Writes {@code checkpoint} as {@link AtomicFile} writes, so that a reader finds the old one or
   * the new one whole, whenever the process ends and whoever else writes.
   *
   * @throws UncheckedIOException if the disk does not take it
   */
  public void write(Checkpoint checkpoint) {
    try {
      long length = length(checkpoint);
      AtomicFile.write(
          path,
          file -> {
            ByteBuffer header = ByteBuffer.allocate(HEADER);
            file.write(header.put(MAGIC).putInt(VERSION).putLong(length).array());
            MessageDigest hash = sha256();
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

  /** The content's length, bytes. */
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
   * @throws TrainingException if the file is none, of another version, cut short or altered
   * @throws UncheckedIOException if the disk does not give it
   */
  public Checkpoint read() {
    try {
      long length = checkedLength();
      requireHash(length);
      try (InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
        file.skipNBytes(HEADER);
        return CheckpointCodec.read(new DataInputStream(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint %s: cannot be read".formatted(path), e);
    }
  }

  private long checkedLength() throws IOException {
    long size = Files.size(path);
    if (size < HEADER + HASH) {
      throw refused(
          "expected at least %d bytes, got %d; was it cut short?".formatted(HEADER + HASH, size));
    }
    try (InputStream in = Files.newInputStream(path)) {
      ByteBuffer header = ByteBuffer.wrap(in.readNBytes(HEADER));
      byte[] magic = new byte[MAGIC.length];
      header.get(magic);
      if (!Arrays.equals(magic, MAGIC)) {
        throw refused("this is no checkpoint: it does not begin with TRIBCKPT");
      }
      int version = header.getInt();
      if (version != VERSION) {
        throw refused(
            "expected version %d, got %d; was it written by another release?"
                .formatted(VERSION, version));
      }
      long length = header.getLong();
      if (length != size - HEADER - HASH) {
        throw refused(
            "expected %d bytes of content, got %d; was it cut short or altered?"
                .formatted(length, size - HEADER - HASH));
      }
      return length;
    }
  }

  private void requireHash(long length) throws IOException {
    MessageDigest hash = sha256();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      in.skipNBytes(HEADER);
      DigestInputStream content = new DigestInputStream(in, hash);
      byte[] chunk = new byte[1 << 16];
      for (long left = length; left > 0; ) {
        int read = content.read(chunk, 0, (int) Math.min(left, chunk.length));
        if (read < 0) {
          throw refused("it ends early; was it cut short while it was read?");
        }
        left -= read;
      }
      if (!Arrays.equals(in.readNBytes(HASH), hash.digest())) {
        throw refused("its content does not have the SHA-256 that it names; it was altered");
      }
    }
  }

  private TrainingException refused(String why) {
    return new TrainingException("checkpoint %s: %s; delete it to begin anew".formatted(path, why));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
