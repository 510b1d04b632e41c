package org.tributary.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingListenerTest {

  @Test
  void allPassesEveryEventOn() throws Exception {
    List<String> events = new ArrayList<>();
    TrainingListener recorder =
        (TrainingListener)
            Proxy.newProxyInstance(
                TrainingListener.class.getClassLoader(),
                new Class<?>[] {TrainingListener.class},
                (proxy, method, arguments) -> {
                  events.add(method.getName());
                  return method.getReturnType() == boolean.class ? false : null;
                });
    TrainingListener both = TrainingListener.all(List.of(recorder, recorder));
    for (Method method : TrainingListener.class.getMethods()) {
      if (!Modifier.isStatic(method.getModifiers())) {
        method.invoke(both, new Object[method.getParameterCount()]);
        assertThat(events).containsExactly(method.getName(), method.getName());
        events.clear();
      }
    }
  }
}
