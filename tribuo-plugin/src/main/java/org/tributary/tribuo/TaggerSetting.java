package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.lang.reflect.Field;
import java.util.Optional;
import org.tributary.tribuo.internal.Setting;

/**
 * A setting (hyperparameter) of an {@link LstmTaggerTrainer}, for programs that list settings or
 * set them by name, such as a command line; {@link LstmTaggerTrainerBuilder#set} sets one. The name
 * is that of the property in a configuration file and in a model's provenance.
 */
public final class TaggerSetting {
  private final Field field;
  private final Setting setting;

  /**
   * @param field a field of the trainer's settings
   */
  TaggerSetting(Field field) {
    this.field = field;
    this.setting = field.getAnnotation(Setting.class);
  }

  /** Returns the name, such as {@code hiddenSize}. */
  public String name() {
    return field.getName();
  }

  /** Returns the type, such as {@code int.class}. */
  public Class<?> type() {
    return field.getType();
  }

  /** Returns the description: sentences, with the meaning of special values. */
  public String description() {
    return field.getAnnotation(Config.class).description();
  }

  /** Returns the heading under which this setting is listed, such as {@code Regularization}. */
  public String heading() {
    return setting.heading();
  }

  /** Returns whether the network depends on this setting, so that a base model determines it. */
  public boolean isOfNetwork() {
    return setting.network();
  }

  /** Returns the default value, if there is one. */
  public Optional<Object> defaultValue() {
    return Optional.ofNullable(get(new LstmTaggerTrainer()));
  }

  Object get(LstmTaggerTrainerBuilder.Settings settings) {
    try {
      return field.get(settings);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e); // the field is package-private
    }
  }

  /**
   * @throws IllegalArgumentException if the value is of another type
   */
  void set(LstmTaggerTrainerBuilder.Settings settings, Object value) {
    try {
      field.set(settings, value);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e); // the field is package-private
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new IllegalArgumentException(
          "%s: expected a value of type %s, got %s"
              .formatted(name(), type().getSimpleName(), value),
          e);
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
