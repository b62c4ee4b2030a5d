import app from './app';
import authorization from './authorization';
import callback from './callback';
import connection from './connection';
import keys from './keys';
import provider from './provider';

export default { app, authorization, callback, connection, keys, provider };
