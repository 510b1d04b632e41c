package org.tributary.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;

/**
 * The temporary files of {@link AtomicFile}. Each write of a file deletes the drafts that killed
 * processes left for it; an orderly exit of the JVM deletes those in use.
 */
final class Drafts {
  private static final String SUFFIX = ".tmp";

  /** Maximum chars of a file's name in a draft's, so that the draft's name fits a file system. */
  private static final int MAX_NAME = 100;

  private static final int UUID_LENGTH = 36;

  /** The drafts being written by this process. */
  private static final Set<Path> ACTIVE = ConcurrentHashMap.newKeySet();

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(Drafts::deleteActive, "delete-drafts"));
    } catch (IllegalStateException e) {
      // the JVM is shutting down: the next write of the file deletes its draft
    }
  }

  private Drafts() {}

  private static void deleteActive() {
    for (Path draft : ACTIVE) {
      try {
        Files.deleteIfExists(draft);
      } catch (IOException e) {
        // the next write of the file deletes it
      }
    }
  }

  /** Returns a new draft's path beside {@code target}, in use until {@link #release}. */
  static Path reserve(Path target) {
    Path draft = target.resolveSibling(prefix(target) + UUID.randomUUID() + SUFFIX);
    ACTIVE.add(draft);
    return draft;
  }

  static void release(Path draft) {
    ACTIVE.remove(draft);
  }

  /** Deletes the drafts of {@code target} that no running process writes. */
  static void sweep(Path target, FileOperations files) {
    String prefix = prefix(target);
    try {
      for (Path file : files.list(target.getParent())) {
        if (isDraft(file.getFileName().toString(), prefix) && !ACTIVE.contains(file)) {
          files.deleteIfUnlocked(file);
        }
      }
    } catch (IOException | DirectoryIteratorException | UncheckedIOException e) {
      // tidying up must not keep a file from being written
    }
  }

  private static boolean isDraft(String name, String prefix) {
    return name.length() == prefix.length() + UUID_LENGTH + SUFFIX.length()
        && name.startsWith(prefix)
        && name.endsWith(SUFFIX);
  }

  private static String prefix(Path target) {
    String name = target.getFileName().toString();
    if (name.length() > MAX_NAME) {
      CRC32 crc = new CRC32();
      crc.update(name.getBytes(StandardCharsets.UTF_8));
      name = name.substring(0, MAX_NAME / 4) + "~%08x".formatted(crc.getValue());
    }
    return "." + name + ".";
  }
}
