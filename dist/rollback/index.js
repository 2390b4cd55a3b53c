require('../index.js').rollback();
