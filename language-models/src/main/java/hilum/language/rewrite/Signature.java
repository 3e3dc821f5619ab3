package hilum.language.rewrite;

import hilum.language.endpoint.EndpointSettings;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who wrote a rewrite, as its generator field says: {@code llm/similar-1 model=… temperature=0.3
 * seed=1}.
 *
 * @param prompt version of the prompt
 */
public record Signature(String prompt, String model, double temperature, int seed) {
    private static final Pattern FORM =
            Pattern.compile("llm/(\\S+) model=(.+) temperature=(\\S+) seed=(-?\\d+)");

    static Signature of(Prompt prompt, EndpointSettings settings) {
        return new Signature(
                prompt.version(), settings.model(), settings.temperature(), settings.seed());
    }

    /** Reads a generator field; empty where no language model wrote it. */
    public static Optional<Signature> read(String generator) {
        Matcher matcher = FORM.matcher(generator);
        return matcher.matches()
                ? Optional.of(
                        new Signature(
                                matcher.group(1),
                                matcher.group(2),
                                Double.parseDouble(matcher.group(3)),
                                Integer.parseInt(matcher.group(4))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "llm/%s model=%s temperature=%s seed=%d"
                .formatted(prompt, model, Double.toString(temperature), seed);
    }
}
