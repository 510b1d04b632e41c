package org.tributary.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tributary.feature.CharacterPooling;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.torch.TorchTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** The files that the example mapping of the page on PyTorch names. */
final class TorchSample {
  private static final Pattern MAPPING =
      Pattern.compile(
          "^```\\n(inputs = lower, char\\n.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

  private TorchSample() {}

  /** Writes the mapping as mapping.txt, and weights.safetensors with symbols and labels for it. */
  static void write(Path page, Path folder) throws IOException {
    Matcher mapping = MAPPING.matcher(Files.readString(page));
    assertThat(mapping.find()).isTrue();
    Path file = Files.writeString(folder.resolve("mapping.txt"), mapping.group(1));
    TaggerDefinition definition =
        Tagger.define()
            .lowercase(4)
            .characters(c -> c.size(4).lstm(3, CharacterPooling.MAX))
            .encoder(size -> Recurrent.lstm(size).hidden(4).layers(2).bidirectional());
    List<TaggedSentence> train =
        List.of(
            new TaggedSentence(List.of("The", "dog", "sleeps"), List.of("DET", "NOUN", "VERB")));
    Path weights = folder.resolve("weights.safetensors");
    try (WordTagger trained =
            TaggerTrainer.train(definition, train, TrainingOptions.defaults().epochs(1));
        WordTagger tagger = withoutBias(trained)) {
      TorchTagger.write(tagger, weights, file);
    }
    Map<String, FloatTensor> tensors = values(Safetensors.read(weights));
    tensors.put("loss.weight", FloatTensor.zeros(3)); // which the mapping ignores
    Safetensors.write(weights, ParameterValues.of(tensors));
  }

  /** Returns the tagger with zeros for the bias that the mapping lists as absent. */
  private static WordTagger withoutBias(WordTagger tagger) {
    Map<String, FloatTensor> tensors = values(tagger.parameters());
    tensors.replaceAll(
        (name, value) ->
            name.equals("hidden2tag.bias") ? FloatTensor.zeros(value.shape().asArray()) : value);
    return WordTagger.of(
        tagger.definition(),
        tagger.vocabularies(),
        new Vocabulary(tagger.labels()),
        ParameterValues.of(tensors),
        Map.of());
  }

  private static Map<String, FloatTensor> values(ParameterValues values) {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    values.names().forEach(name -> tensors.put(name, values.tensor(name)));
    return tensors;
  }
}
