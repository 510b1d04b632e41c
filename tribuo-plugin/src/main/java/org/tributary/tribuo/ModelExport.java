package org.tributary.tribuo;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.ONNXExportable;
import org.tributary.internal.check.SentenceChecks;
import org.tributary.onnx.OnnxExport;
import org.tributary.tagger.Sentence;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.tagger.sequence.SequenceTagger;
import org.tributary.tribuo.input.internal.FeatureGroups;
import org.tributary.tribuo.internal.model.ExampleEncoder;
import org.tributary.tribuo.internal.model.ProvenanceTexts;
import org.tributary.tribuo.internal.model.TaggerWeights;
import org.tributary.tribuo.internal.model.TokenEncoder;

/**
 * The ONNX export of a Tribuo model: of its word tagger if it reads words, else of a tagger over
 * feature indices.
 */
record ModelExport(LstmTaggerModel model, TaggerWeights weights, ExampleEncoder encoder) {

  /**
   * Returns the export.
   *
   * @param sentences the tokens of sentences to check it on
   * @throws IllegalStateException if there are sentences for a tagger of features, and no recorded
   *     extractor
   */
  OnnxExport export(List<List<String>> sentences) {
    SentenceChecks.requireTokens(sentences);
    return words()
        .map(words -> words.sentences(sentences.stream().map(Sentence::new).toList()))
        .orElseGet(() -> features().sequences(read(sentences)))
        .description(model.toString())
        .metadata(
            ONNXExportable.PROVENANCE_METADATA_FIELD,
            model.serializeProvenance(model.getProvenance()));
  }

  private Optional<OnnxExport> words() {
    WordTagger words;
    try {
      words = model.toWordTagger();
    } catch (IllegalArgumentException e) { // it reads other features
      return Optional.empty();
    }
    try (words) {
      return Optional.of(OnnxExport.of(words));
    }
  }

  private List<FeatureSequence> read(List<List<String>> sentences) {
    return sentences.isEmpty()
        ? List.of()
        : new TokenEncoder(encoder, model.extractor()).readAll(sentences);
  }

  private OnnxExport features() {
    OnnxExport export;
    try (SequenceTagger tagger = weights.tagger(encoder)) {
      export = OnnxExport.of(tagger);
    }
    List<List<String>> names = weights.inputs().names(new FeatureGroups(model.getFeatureIDMap()));
    export = export.features(names.stream().map(Vocabulary::new).toList());
    for (Map.Entry<String, String> text : ProvenanceTexts.of(model.getProvenance()).entrySet()) {
      export = export.metadata("metadata." + text.getKey(), text.getValue());
    }
    return export;
  }
}
