package hilum.language.endpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the key of an endpoint comes from: a file, else the environment variable {@value
 * #VARIABLE}, else there is none. The file is read for each question, so that a key can be replaced
 * while the service runs. No method but {@link #header} gives the key away.
 */
public final class ApiKey {
    /** Environment variable that holds the key where no file is named. */
    public static final String VARIABLE = "HILUM_LLM_API_KEY";

    private final Optional<Path> file;
    private final Optional<String> inEnvironment;

    private ApiKey(Optional<Path> file, Optional<String> inEnvironment) {
        this.file = file;
        this.inEnvironment = inEnvironment.map(String::strip).filter(key -> !key.isEmpty());
    }

    /** A key in a file, or in the environment where no file is named. */
    public static ApiKey of(Optional<Path> file) {
        ApiKey key = new ApiKey(file, Optional.ofNullable(System.getenv(VARIABLE)));
        key.header(); // a file that cannot be read is told at the start
        return key;
    }

    /** For endpoints that ask for none. */
    public static ApiKey none() {
        return new ApiKey(Optional.empty(), Optional.empty());
    }

    /** Value of the Authorization header; empty where the endpoint is asked without a key. */
    Optional<String> header() {
        return file.map(ApiKey::read).or(() -> inEnvironment).map("Bearer "::concat);
    }

    private static String read(Path file) {
        String key;
        try {
            key = Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Key file %s cannot be read (%s): name a file that the service may read"
                            .formatted(file, e.getClass().getSimpleName()));
        }
        if (key.isEmpty() || key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    "Key file %s holds %d characters that are no key: write the key alone on one line"
                            .formatted(file, key.length()));
        }
        return key;
    }

    @Override
    public String toString() {
        return "ApiKey[%s]"
                .formatted(
                        file.map(path -> "file " + path)
                                .or(() -> inEnvironment.map(key -> VARIABLE))
                                .orElse("none"));
    }
}
