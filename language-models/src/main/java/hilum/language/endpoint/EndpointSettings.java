package hilum.language.endpoint;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * Which model is asked, where, and how.
 *
 * @param url base of the interface, up to and with {@code /v1}
 * @param model name under which the endpoint knows the model
 * @param key how it is asked to be let in
 * @param temperature of the sampling, 0 to 2
 * @param seed of the sampling
 * @param timeout of one question, from the connection to the last byte of the answer
 */
public record EndpointSettings(
        URI url, String model, ApiKey key, double temperature, int seed, Duration timeout) {

    public EndpointSettings {
        Objects.requireNonNull(key, "key");
        String scheme = url.getScheme();
        if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw new IllegalArgumentException(
                    "LLM address %s is no http or https address: name one such as http://127.0.0.1:8000/v1"
                            .formatted(url));
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "LLM address of host %s holds a user or a query: keep keys in a file or in %s"
                            .formatted(url.getHost(), ApiKey.VARIABLE));
        }
        if (model.isBlank()) {
            throw new IllegalArgumentException(
                    "The LLM at %s has no model name: name one that it lists under /models"
                            .formatted(url));
        }
        if (!(temperature >= 0 && temperature <= 2)) {
            throw new IllegalArgumentException(
                    "Temperature %s of the LLM: name one from 0 to 2".formatted(temperature));
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "Timeout %s of the LLM: name one above zero".formatted(timeout));
        }
    }

    /** Whether reports would cross a network without encryption. */
    public boolean isInTheClear() {
        return "http".equals(url.getScheme())
                && !java.util.Set.of("localhost", "127.0.0.1", "[::1]").contains(url.getHost());
    }
}
