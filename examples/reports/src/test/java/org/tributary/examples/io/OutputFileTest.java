package org.tributary.examples.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

  @TempDir Path folder;

  @Test
  void contentIsWritten() throws IOException {
    OutputFile file = OutputFile.at(folder.resolve("model"));
    assertThat(folder).isEmptyDirectory();
    file.write("naïve ✓");
    assertThat(folder.resolve("model")).hasContent("naïve ✓");
    assertThat(folder).isDirectoryNotContaining("glob:**.tmp");
    file.write("again");
    assertThat(folder.resolve("model")).hasContent("again");
  }

  @Test
  void existingFileIsKeptIfWritingFails() throws IOException {
    Path target = Files.writeString(folder.resolve("model"), "old");
    OutputFile file = OutputFile.at(target);
    assertThatThrownBy(
            () ->
                file.write(
                    temporary -> {
                      Files.writeString(temporary, "half");
                      assertThat(target).hasContent("old");
                      throw new IOException("disk full");
                    }))
        .hasMessage("%s: cannot be written: disk full", target);
    assertThat(target).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("model");
  }

  /** In a container the next process may have the same ID. */
  @Test
  void temporaryFileOfAKilledProcessIsIgnored() throws IOException {
    long process = ProcessHandle.current().pid();
    Path stale = Files.writeString(folder.resolve(".model." + process + ".tmp"), "half");
    OutputFile.at(folder.resolve("model")).write("whole");
    assertThat(folder.resolve("model")).hasContent("whole");
    assertThat(stale).hasContent("half");
  }

  @Test
  void linksAreFollowed() throws IOException {
    Path target = Files.writeString(folder.resolve("model"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    OutputFile.at(link).write("new");
    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent("new");
  }

  @Test
  void missingFolderIsRejected() {
    Path target = folder.resolve("missing").resolve("model");
    assertThatThrownBy(() -> OutputFile.at(target))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(target + ": there is no folder " + target.getParent() + "; make it first");
  }

  @Test
  void folderIsRejected() {
    assertThatThrownBy(() -> OutputFile.at(folder))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(folder + ": is a folder; give a file name in it");
  }

  @Test
  void fileAsFolderIsRejected() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> OutputFile.at(file.resolve("model")))
        .hasMessage(file.resolve("model") + ": " + file + " is a file, not a folder");
  }

  @Test
  void unwritableFolderIsRejected() {
    Path target = folder.resolve("m".repeat(300));
    assertThatThrownBy(() -> OutputFile.at(target))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessage(target + ": the folder " + folder + " cannot be written; are you allowed to?");
  }

  @Test
  void deviceIsRejected() {
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "there is no /dev/null here");
    assertThatThrownBy(() -> OutputFile.at(device)).hasMessage("/dev/null: is not a regular file");
  }

  /** The library's writers give the name of the file that they write, the temporary one. */
  @Test
  void failureOfAWriterNamesTheFileOnce() throws IOException {
    Path file = folder.resolve("weights.safetensors");
    OutputFile output = OutputFile.at(file);
    assertThatThrownBy(
            () ->
                output.write(
                    to -> {
                      throw new IOException(to + ": cannot be written: No space left");
                    }))
        .hasMessage("%s: cannot be written: No space left".formatted(file));
  }
}
