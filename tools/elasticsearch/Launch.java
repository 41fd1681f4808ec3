import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.KeyStoreWrapper;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Starts a node as its own launcher does, from the configuration in a home folder, and stops it when its input ends.
 * Settings beyond its elasticsearch.yml are arguments: key=value.
 */
public class Launch {
  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]);
    Path config = home.resolve("config");
    LogConfigurator.configureESLogging();
    LogConfigurator.registerErrorListener();
    KeyStoreWrapper keystore = KeyStoreWrapper.bootstrap(config, () -> null);
    Settings.Builder settings =
        Settings.builder().put("path.home", home).setSecureSettings(keystore);
    for (int i = 1; i < args.length; i++) {
      String[] setting = args[i].split("=", 2);
      settings.put(setting[0], setting[1]);
    }
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(
            settings.build(), Map.of(), config, () -> "no name");
    LogConfigurator.configure(environment, true);
    PluginsLoader modules =
        PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir()), Set.of(), Map.of(), false);
    try (Node node = new Node(environment, modules)) {
      node.start();
      // Its standard output is a log of level INFO by now, which is not printed.
      System.err.println("the node is ready");
      while (System.in.read() != -1) {}
    }
  }
}
