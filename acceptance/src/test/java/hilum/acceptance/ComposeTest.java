package hilum.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docker-compose.yml and the Dockerfile name exists in the checkout or in what it builds. */
class ComposeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void everyServiceThatIsBuiltIsPackaged() throws IOException {
        Set<String> services = all("SERVICE: ([a-z-]+)");

        assertThat(services).hasSize(5);
        for (String service : services) {
            assertThat(ROOT.resolve(service).resolve("pom.xml")).exists();
            assertThat(ROOT.resolve(service).resolve("target/quarkus-app/quarkus-run.jar"))
                    .as("what the Dockerfile copies of %s", service)
                    .exists();
        }
    }

    @Test
    void everyProgramThatIsNamedHasAMain() throws Exception {
        Set<String> programs = all("\"(hilum\\.[A-Za-z.]+)\"");

        assertThat(programs).isNotEmpty();
        for (String program : programs) {
            assertThat(Class.forName(program).getMethod("main", String[].class)).isNotNull();
        }
    }

    @Test
    void everyFileThatIsMountedExists() throws IOException {
        Set<String> mounted = all("\"?(\\./[A-Za-z0-9./-]+):/");

        assertThat(mounted).hasSizeGreaterThanOrEqualTo(4);
        for (String path : mounted) {
            assertThat(ROOT.resolve(path)).exists();
        }
    }

    private static Set<String> all(String pattern) throws IOException {
        Matcher matcher =
                Pattern.compile(pattern)
                        .matcher(Files.readString(ROOT.resolve("docker-compose.yml")));
        Set<String> found = new TreeSet<>();
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
