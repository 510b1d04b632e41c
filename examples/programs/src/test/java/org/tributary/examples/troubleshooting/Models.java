package org.tributary.examples.troubleshooting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.crf.CRFTrainer;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.module.RecurrentModule;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.random.TorchRandom;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.text.conllu.ConlluColumn;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.conllu.ConlluDataSource;

/**
 * Small files of every kind of model.
 *
 * @param data CoNLL-U sentences, the training data of {@code tribuo} and {@code tuned}
 * @param tribuo a Tribuo model
 * @param tuned a Tribuo model that {@code tribuo} was the base of
 * @param inMemory a Tribuo model that was not trained on a file
 * @param core the word tagger of {@code tribuo}
 * @param crf a model of Tribuo's CRF
 * @param weights safetensors without a tagger
 */
record Models(
    Path data, Path tribuo, Path tuned, Path inMemory, Path core, Path crf, Path weights) {

  static Models trainIn(Path folder) throws IOException {
    Path data = Files.writeString(folder.resolve("data.conllu"), DataFileErrors.WORDS.repeat(3));
    Models models =
        new Models(
            data,
            folder.resolve("tribuo.model"),
            folder.resolve("tuned.model"),
            folder.resolve("memory.model"),
            folder.resolve("core.tributary"),
            folder.resolve("crf.model"),
            folder.resolve("weights.safetensors"));
    models.trainOnFile();
    models.trainInMemory();
    try (RecurrentModule lstm =
        RecurrentModule.of(Recurrent.lstm(3).hidden(2), TorchRandom.seeded(0))) {
      Safetensors.write(models.weights, lstm.parameters());
    }
    return models;
  }

  /** Returns a trainer of a small network. */
  static LstmTaggerTrainerBuilder trainer() {
    return LstmTaggerTrainer.builder()
        .hiddenSize(4)
        .layers(1)
        .embeddingSize(5)
        .epochs(1)
        .batchSize(2)
        .loggingInterval(0);
  }

  /** Returns sentences as Tribuo's dataset. */
  static MutableSequenceDataset<Label> dataset(
      TokenFeatureExtractor extractor, TaggedSentence... sentences) {
    return new MutableSequenceDataset<>(
        new TokenListDataSource("sentences", List.of(sentences), extractor));
  }

  /** Returns a word tagger of drawn weights, with the vocabulary of each input. */
  static WordTagger drawn(TaggerDefinition definition, List<List<String>> vocabularies) {
    List<Vocabulary> all = vocabularies.stream().map(Vocabulary::new).toList();
    List<String> labels = List.of("DET", "NOUN");
    TaggerDefinition resolved = definition.withoutAuxiliaryTasks();
    TaggerSizes sizes =
        new TaggerSizes(
            all.stream().map(words -> words.size() == 0 ? 0 : words.size() + 1).toList(),
            List.of(LabelSet.of(labels)));
    ParameterValues values =
        ParameterValues.draw(resolved.parameters(sizes), TorchRandom.seeded(0));
    return WordTagger.of(resolved, all, new Vocabulary(labels), values, Map.of());
  }

  private void trainOnFile() throws IOException {
    var sentences =
        new MutableSequenceDataset<>(
            new ConlluDataSource(data, ConlluColumn.UPOS, new WordFeatureExtractor()));
    try (LstmTaggerModel base = trainer().build().train(TrainingRequest.on(sentences))) {
      base.save(tribuo);
      base.toWordTagger().save(core);
      try (LstmTaggerModel next =
          trainer().build().train(TrainingRequest.on(sentences).from(base))) {
        next.save(tuned);
      }
    }
    new CRFTrainer(new AdaGrad(0.1), 1, 1).train(sentences).serializeToFile(crf);
  }

  private void trainInMemory() throws IOException {
    var sentence = new TaggedSentence(List.of("the", "dog"), List.of("DET", "NOUN"));
    try (LstmTaggerModel model =
        trainer().build().train(dataset(new WordFeatureExtractor(), sentence))) {
      model.save(inMemory);
    }
  }

  /** Returns the bytes of a file with one of them changed. */
  static byte[] damaged(Path file, int position) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[position < 0 ? bytes.length + position : position] ^= 0x10;
    return bytes;
  }

  /** Returns the bytes of a file with a text instead of another of the same length. */
  static byte[] edited(Path file, String before, String after) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    return text.replace(before, after).getBytes(StandardCharsets.ISO_8859_1);
  }
}
