package org.tributary.tribuo;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tribuo.protos.core.SequenceModelProto;
import org.tributary.internal.definition.InputFiles;
import org.tributary.internal.definition.TaggerFileFormat;
import org.tributary.internal.definition.VectorFile;
import org.tributary.internal.definition.VectorFiles;
import org.tributary.internal.file.AtomicFile;
import org.tributary.tagger.TaggerSource;
import org.tributary.tagger.VectorStorage;
import org.tributary.tribuo.internal.model.TaggerWeights;
import org.tributary.tribuo.internal.storage.ProtoInput;
import org.tributary.tribuo.internal.storage.StoredTagger;

/** Model files with atomic writes and one-line error messages. */
final class ModelFile {
  private ModelFile() {}

  /** Writes the file of vectors, if they are to be beside the model, and then the model. */
  static void write(Path path, LstmTaggerModel model, VectorStorage vectors) throws IOException {
    TaggerWeights weights = model.weights();
    try {
      InputFiles.copy(weights.definition(), path);
    } catch (IOException e) {
      throw new IOException("model %s: %s".formatted(path, e.getMessage()), e);
    }
    Map<String, VectorFile> beside =
        vectors == VectorStorage.BESIDE ? writeVectors(path, weights) : Map.of();
    write(path, TaggerProtos.model(model, weights, beside));
  }

  /** Writes a temporary file, syncs it to disk and moves it to {@code path}. */
  static void write(Path path, SequenceModelProto proto) throws IOException {
    try {
      AtomicFile.write(path, proto::writeTo);
    } catch (IOException e) {
      throw new IOException("model %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Writes the tables of pretrained vectors; returns their files by parameter name. */
  private static Map<String, VectorFile> writeVectors(Path model, TaggerWeights weights)
      throws IOException {
    try {
      return VectorFiles.write(model, weights.inputs().vectorTables(), weights.parameters());
    } catch (IOException e) {
      throw new IOException("model %s: %s".formatted(model, e.getMessage()), e);
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
    try (InputStream file = Files.newInputStream(path)) {
      if (Files.isRegularFile(path)) {
        List<Path> folders = VectorFiles.foldersOf(path);
        InputStream buffered = new BufferedInputStream(file);
        return read(path.toString(), folders, buffered, Files.size(path));
      }
      byte[] bytes = file.readAllBytes(); // of a pipe, whose size is not known before
      return read(path.toString(), List.of(), new ByteArrayInputStream(bytes), bytes.length);
    } catch (FileSystemException e) {
      throw new IOException(
          "model %s: cannot be read: %s".formatted(path, AtomicFile.reason(e)), e);
    }
  }

  /** Reads a tagger from a recognized source. */
  static LstmTaggerModel read(TaggerSource source) throws IOException {
    try (SeekableByteChannel channel = source.open()) {
      InputStream stream = new BufferedInputStream(Channels.newInputStream(channel));
      List<Path> folders =
          source.file().isPresent() ? VectorFiles.foldersOf(source.file().get()) : List.of();
      return read(source.name(), folders, stream, channel.size());
    }
  }

  private static LstmTaggerModel read(
      String path, List<Path> folders, InputStream stream, long size) throws IOException {
    requireNoTensors(path, stream);
    try {
      StoredTagger stored =
          new StoredModelReader(ProtoInput.of(stream, size), StoredTagger.budget(size)).read();
      return TaggerProtos.read(stored, folders);
    } catch (IllegalArgumentException e) {
      throw new IOException("model %s: %s".formatted(path, e.getMessage()), e);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(
          "model %s: not a model file of Tribuo's, or one that was cut off: %s"
              .formatted(path, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new IOException(
          "model %s: cannot be read: %s".formatted(path, AtomicFile.reason(e)), e);
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
}
