package hilum.cli;

import hilum.local.Home;
import hilum.local.Ports;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that say which stack a command means. */
public final class StackOptions {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "Folder of the stack's state (default: $$HILUM_HOME, else .hilum in the checkout)")
    private Path home;

    @Option(
            names = "--port-base",
            paramLabel = "N",
            description =
                    "First port of the stack (default: that of the last start in this home, else 28000)")
    private Integer portBase;

    /** The folder that was named, or the default under the checkout. */
    public Home home() {
        return home("");
    }

    /** As {@link #home()}, with a default of its own inside {@code .hilum}. */
    public Home home(String defaultFolder) {
        if (home != null) {
            return new Home(home);
        }
        String named = System.getenv("HILUM_HOME");
        return new Home(
                named != null && !named.isBlank()
                        ? Path.of(named)
                        : root().resolve(".hilum").resolve(defaultFolder));
    }

    /** The ports of the stack in that home. */
    public Ports ports(Home of) {
        return new Ports(portBase != null ? portBase : of.portBase().orElse(Ports.DEFAULT_BASE));
    }

    /** The checkout. */
    public static Path root() {
        return Path.of(System.getProperty("hilum.root", ".")).toAbsolutePath().normalize();
    }
}
