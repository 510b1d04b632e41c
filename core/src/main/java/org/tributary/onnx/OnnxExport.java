package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tributary.internal.AtomicFile;
import org.tributary.internal.LibraryVersion;
import org.tributary.internal.NullChecks;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.Sentence;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.Vocabulary;

/**
 * A builder of ONNX files, of operator set 17, or with token vectors of that of the encoder.
 * Immutable; each setter returns a changed copy.
 *
 * <pre>{@code
 * OnnxExport.of(tagger).sentences(dev).write(Path.of("tagger.onnx"));
 * }</pre>
 *
 * <p>Before the file is written, ONNX Runtime runs the model on random sequences and on those of
 * the caller, and the export is refused if a prediction differs from this library's. That alone
 * needs ONNX Runtime ({@code com.microsoft.onnxruntime:onnxruntime}) on the class path.
 *
 * <p>A tagger's file holds its main column, with the CRF's decoder. Batch and number of steps are
 * symbolic, and padding never changes a result. Inputs, by the name of an input of the tagger:
 *
 * <ul>
 *   <li>{@code word.ids} [batch, steps], 64-bit integers, for a table of a word tagger; {@code
 *       input.word.none} of the metadata where the word has no feature, and in the padding
 *   <li>{@code group.ids} and {@code group.weights} [batch, steps, features] for a table of a
 *       {@link SequenceTagger}
 *   <li>{@code char.ids} [batch, steps, characters]; none after the last character of a word
 *   <li>{@code number.values} [batch, steps, size], finite
 *   <li>the inputs of the encoder of token vectors, [batch, pieces], and {@code token.pieces}
 *       [batch, steps], the number of pieces of each word
 *   <li>{@code lengths} [batch], 64-bit integers of at least 1
 * </ul>
 *
 * Outputs are {@code labels} [batch, steps], -1 in the padding, and {@code probabilities} and
 * {@code scores} [batch, steps, labels], 0 in the padding; a CRF's probabilities are the marginals
 * and its scores the emission scores.
 *
 * <p>The file of layers has the inputs {@code input} [steps, batch, size] (batch first if the
 * definition is) and {@code lengths}, and the outputs {@code output}, {@code h_n} and, of an LSTM,
 * {@code c_n}, as PyTorch's layer. The initial state is zero.
 */
public final class OnnxExport {
  /** The operator sets in which the operators of the graphs have the same meaning. */
  private static final int FIRST_OPERATOR_SET = 11;

  private static final int LAST_OPERATOR_SET = 21;

  /** A model without nodes. */
  static final ModelProto EMPTY =
      ModelProto.newBuilder()
          .setIrVersion(8)
          .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
          .build();

  private static final OnnxModel.Use CHECK =
      new OnnxModel.Use(
          "check the exported model",
          ", or leave the check out (withoutCheck)",
          "the exported model",
          "please report the definition of the model");

  /** The most weights of a file: protobuf's limit of 2 GB, less 64 MB for everything else. */
  private static final long MAX_WEIGHTS = (Integer.MAX_VALUE - (64L << 20)) / Float.BYTES;

  /** The version of the metadata and of the names of inputs and outputs. */
  static final String METADATA_VERSION = "1";

  /** A model that has a graph in ONNX. */
  interface Exportable {
    /** Returns the model with whose nodes the graph begins, and whose operator sets it has. */
    default ModelProto base() {
      return EMPTY;
    }

    /** Returns the graph. */
    GraphProto graph();

    /** Returns the metadata. */
    Map<String, String> texts();

    /** Returns the number of weights. */
    long weightCount();

    /**
     * Compares the model in ONNX Runtime with this library's.
     *
     * @throws IllegalStateException if a prediction differs
     */
    OnnxCheck check(OnnxModel session);
  }

  private final Exportable exported;
  private final boolean checks;
  private final Map<String, String> metadata;
  private final ModelProto header; // domain, version and description

  OnnxExport(Exportable exported, boolean checks, Map<String, String> metadata) {
    this(exported, checks, metadata, ModelProto.getDefaultInstance());
  }

  private OnnxExport(
      Exportable exported, boolean checks, Map<String, String> metadata, ModelProto header) {
    this.exported = exported;
    this.checks = checks;
    this.metadata = metadata;
    this.header = header;
    if (exported.weightCount() > MAX_WEIGHTS) {
      throw new IllegalArgumentException(
          "ONNX: expected at most %d weights, which a file can hold, got %d; train with smaller tables"
              .formatted(MAX_WEIGHTS, exported.weightCount()));
    }
  }

  /**
   * Returns an export of a word tagger, open or closed. Its metadata hold all that a program needs
   * to tag words: vocabularies, labels, scheme, rules of word forms and provenance.
   *
   * @throws IllegalArgumentException if an input, a character encoder, the cell, the skip
   *     connection or the head is of a class of the caller's own, a character input reads the first
   *     characters of a word alone, there are several inputs of token vectors, the encoder is of an
   *     operator set that is too old or too new, or the weights exceed a file's 2 GB
   */
  public static OnnxExport of(WordTagger tagger) {
    NullChecks.require("tagger", "a trained tagger", tagger);
    return new OnnxExport(ExportedTagger.of(tagger), true, Map.of());
  }

  /**
   * Returns an export of a tagger over feature sequences, open or closed. The names of features are
   * not known to it; add them by {@link #features}.
   *
   * @throws IllegalArgumentException as {@link #of(WordTagger)}
   */
  public static OnnxExport of(SequenceTagger tagger) {
    NullChecks.require("tagger", "a trained tagger", tagger);
    return new OnnxExport(ExportedTagger.of(tagger), true, Map.of());
  }

  /**
   * Returns an export of recurrent layers.
   *
   * @throws IllegalArgumentException if the cell or the skip connection is of a class of the
   *     caller's own, or the parameters are not those of the definition
   */
  public static OnnxExport of(Recurrent definition, ParameterValues parameters) {
    NullChecks.require("definition", "that of the layers", definition);
    NullChecks.require("parameters", "trained values", parameters);
    return new OnnxExport(new ExportedLayers(definition, parameters), true, Map.of());
  }

  /**
   * Sets the sentences on which the export is checked, such as development data.
   *
   * @throws IllegalArgumentException if this is not the export of a word tagger, or a sentence
   *     lacks the numbers of an input, has another number of them for a token, or has more pieces
   *     than the encoder of token vectors reads at once
   */
  public OnnxExport sentences(List<Sentence> sentences) {
    NullChecks.requireElements("sentences", "sentence", sentences);
    return new OnnxExport(tagger("sentences").withSentences(sentences), checks, metadata, header);
  }

  /**
   * Sets the feature sequences on which the export is checked.
   *
   * @throws IllegalArgumentException if this is not the export of a tagger, or a sequence does not
   *     match its inputs
   */
  public OnnxExport sequences(List<FeatureSequence> sequences) {
    NullChecks.requireElements("sequences", "sequence", sequences);
    return new OnnxExport(tagger("sequences").withSequences(sequences), checks, metadata, header);
  }

  private ExportedTagger tagger(String what) {
    if (exported instanceof ExportedTagger tagger) {
      return tagger;
    }
    throw new IllegalArgumentException(
        "ONNX: expected %s for a tagger, got them for layers; leave them out".formatted(what));
  }

  /**
   * Adds the names of the features of a tagger over feature sequences, whose unknown entry must be
   * the last of each input.
   *
   * @param names the names of each input's entries without the unknown one, in the order of the
   *     inputs; empty for numbers
   * @throws IllegalArgumentException if this is not the export of such a tagger, or the numbers of
   *     names are not those of the entries
   */
  public OnnxExport features(List<Vocabulary> names) {
    NullChecks.requireElements("names", "vocabulary", names);
    return new OnnxExport(tagger("names of features").withNames(names), checks, metadata, header);
  }

  /** Leaves the check out; ONNX Runtime is then not needed. */
  public OnnxExport withoutCheck() {
    return new OnnxExport(exported, false, metadata, header);
  }

  /** Adds an entry to the metadata of the file, or replaces it. */
  public OnnxExport metadata(String name, String text) {
    Map<String, String> changed = new TreeMap<>(metadata);
    changed.put(name, text);
    return new OnnxExport(exported, checks, changed, header);
  }

  /** Sets the domain of the model, a reversed domain name such as {@code org.example}. */
  public OnnxExport domain(String domain) {
    return with(header.toBuilder().setDomain(domain).build());
  }

  /** Sets the version of the model, chosen by the caller. */
  public OnnxExport version(long version) {
    return with(header.toBuilder().setModelVersion(version).build());
  }

  /** Sets the description of the model. */
  public OnnxExport description(String text) {
    return with(header.toBuilder().setDocString(text).build());
  }

  private OnnxExport with(ModelProto changed) {
    return new OnnxExport(exported, checks, metadata, changed);
  }

  /** Returns the version of ONNX's own operators in a model. */
  static long operatorSet(ModelProto model) {
    return model.getOpsetImportList().stream()
        .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
        .mapToLong(OperatorSetIdProto::getVersion)
        .max()
        .orElse(1);
  }

  /**
   * Checks that a tagger's graph can be added to an encoder's.
   *
   * @throws IllegalArgumentException if its operators are not in the encoder's operator set
   */
  static void requireOperators(ModelProto encoder) {
    long set = operatorSet(encoder);
    if (set < FIRST_OPERATOR_SET || set > LAST_OPERATOR_SET) {
      throw new IllegalArgumentException(
          "ONNX: expected an encoder of the operator sets %d to %d, which have the operators of the tagger, got %d; export the encoder with another opset_version and train again, or run the tagger by this library"
              .formatted(FIRST_OPERATOR_SET, LAST_OPERATOR_SET, set));
    }
  }

  /** Returns the message of the file, without a check. */
  public ModelProto model() {
    Map<String, String> texts = new TreeMap<>(exported.texts());
    texts.putAll(metadata);
    ModelProto base = exported.base();
    ModelProto.Builder model =
        header.toBuilder()
            .setIrVersion(base.getIrVersion())
            .setProducerName("Tributary")
            .setProducerVersion(LibraryVersion.get())
            .addAllOpsetImport(base.getOpsetImportList())
            .addAllFunctions(base.getFunctionsList())
            .setGraph(exported.graph());
    texts.forEach((name, text) -> model.addMetadataPropsBuilder().setKey(name).setValue(text));
    return model.build();
  }

  /**
   * Compares ONNX Runtime's predictions with this library's.
   *
   * @throws IllegalStateException if a prediction differs, or ONNX Runtime is not on the class path
   *     or refuses the model
   */
  public OnnxCheck check() {
    return check(model().toByteArray());
  }

  private OnnxCheck check(byte[] model) {
    try (OnnxModel session = load(model)) {
      return exported.check(session);
    }
  }

  /** Loads an exported model into ONNX Runtime. */
  static OnnxModel load(byte[] model) {
    return OnnxModel.load(ByteBuffer.allocateDirect(model.length).put(model).flip(), CHECK);
  }

  /**
   * Checks the model unless {@link #withoutCheck}, then writes the file. The write is atomic and
   * replaces an existing file; a refused export leaves it as it was.
   *
   * @return the result of the check; empty without one
   * @throws IllegalStateException as {@link #check}
   * @throws IOException with a one-line reason if the file cannot be written
   */
  public Optional<OnnxCheck> write(Path file) throws IOException {
    NullChecks.require("file", "the path to write to", file);
    byte[] bytes = model().toByteArray();
    Optional<OnnxCheck> result = checks ? Optional.of(check(bytes)) : Optional.empty();
    try {
      AtomicFile.write(file, to -> to.write(bytes));
    } catch (IOException e) {
      throw new IOException("ONNX file %s: %s".formatted(file, e.getMessage()), e);
    }
    return result;
  }

  /** Returns the exception for an exported model whose predictions differ. */
  static IllegalStateException mismatch(String where, String expected, String got) {
    return new IllegalStateException(
        "ONNX: expected the exported model to predict %s at %s, got %s from ONNX Runtime; nothing is written. Large weights may magnify rounding differences: leave the check out (withoutCheck) and compare some labels; otherwise please report the definition of the model"
            .formatted(expected, where, got));
  }
}
