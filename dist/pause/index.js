require('../index.js').pause();
