package org.tributary.tribuo;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tribuo.protos.core.SequenceModelProto;
import org.tributary.internal.definition.TaggerFileFormat;
import org.tributary.internal.file.AtomicFile;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.TaggerSource;

/** Model files with atomic writes and one-line error messages. */
final class ModelFile {
  private ModelFile() {}

  /** Writes a temporary file, syncs it to disk and moves it to {@code path}. */
  static void write(Path path, SequenceModelProto proto) throws IOException {
    try {
      AtomicFile.write(path, proto::writeTo);
    } catch (IOException e) {
      throw new IOException("model %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Reads a tagger from a file. */
  static LstmTaggerModel read(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException("model %s: no such file".formatted(path));
    }
    if (Files.isDirectory(path)) {
      throw new IOException("model %s: expected a file, got a folder".formatted(path));
    }
    if (Files.isRegularFile(path) && Files.size(path) == 0) {
      throw new IOException("model %s: the file is empty".formatted(path));
    }
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(path))) {
      return read(path.toString(), stream);
    } catch (FileSystemException e) {
      throw new IOException(
          "model %s: cannot be read: %s".formatted(path, AtomicFile.reason(e)), e);
    }
  }

  /** Reads a tagger from a recognized source. */
  static LstmTaggerModel read(TaggerSource source) throws IOException {
    try (InputStream stream = new BufferedInputStream(Channels.newInputStream(source.open()))) {
      return read(source.name(), stream);
    }
  }

  private static LstmTaggerModel read(String path, InputStream stream) throws IOException {
    requireNoTensors(path, stream);
    TensorFlowRuntime.preload(); // concurrently with reading the file
    SequenceModelProto proto = parse(path, stream);
    String className = proto.getClassName();
    if (className.isEmpty()) {
      throw new IOException("model %s: not a model file of Tribuo's".formatted(path));
    }
    if (!className.equals(LstmTaggerModel.class.getName())) {
      throw new IOException(
          "model %s: expected an LSTM tagger, got a model of class %s"
              .formatted(path, className.replaceAll("\\s+", " ")));
    }
    try {
      return LstmTaggerModel.deserializeFromProto(
          proto.getVersion(), className, proto.getSerializedData());
    } catch (IllegalArgumentException e) {
      throw new IOException("model %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static void requireNoTensors(String path, InputStream stream) throws IOException {
    stream.mark(TaggerFileFormat.PREFIX_BYTES);
    TaggerFileFormat format = TaggerFileFormat.of(stream.readNBytes(TaggerFileFormat.PREFIX_BYTES));
    stream.reset();
    if (format == TaggerFileFormat.TAGGER) {
      throw new IOException(
          "model %s: expected a model of Tribuo, got a tagger written by WordTagger.save; load it with WordTagger.load or Tagger.load"
              .formatted(path));
    }
    if (format == TaggerFileFormat.TENSORS) {
      throw new IOException(
          "model %s: expected a model of Tribuo, got tensors in safetensors format without a tagger; read them with Safetensors.read"
              .formatted(path));
    }
  }

  private static IOException unreadable(String path, IOException cause) {
    return new IOException(
        "model %s: cannot be read: %s".formatted(path, AtomicFile.reason(cause)), cause);
  }

  private static SequenceModelProto parse(String path, InputStream stream) throws IOException {
    try {
      return SequenceModelProto.parseFrom(stream);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(
          "model %s: not a model file of Tribuo's, or one that was cut off: %s"
              .formatted(path, e.getMessage()),
          e);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }
}
